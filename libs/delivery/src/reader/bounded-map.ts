/** A Map that forgets what was put in first when the weights of all its values exceed a limit. */
export class BoundedMap<Key, Value> {
  private readonly values = new Map<Key, Value>();
  private weight = 0;

  constructor(
    private readonly limit: number,
    private readonly weigh: (value: Value) => number,
  ) {}

  get(key: Key): Value | undefined {
    return this.values.get(key);
  }

  set(key: Key, value: Value): void {
    this.remove(key);
    this.values.set(key, value);
    this.weight += this.weigh(value);
    for (const oldest of this.values.keys()) {
      if (this.weight <= this.limit) return;
      this.remove(oldest);
    }
  }

  private remove(key: Key): void {
    const value = this.values.get(key);
    if (value === undefined) return;
    this.values.delete(key);
    this.weight -= this.weigh(value);
  }
}
