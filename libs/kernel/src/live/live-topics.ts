/** Reads the state that a topic shows now, as a JSON value; null when there is no such thing (any more). */
export type LiveState = (id: number) => Promise<unknown>;

/**
 * The things whose progress can be watched, by kind: `campaign`, `import`. A lib registers its kind in
 * `onModuleInit`; `GET /api/v1/live?topics=campaign:12` polls the state and pushes it when it has changed.
 */
export class LiveTopics {
  private readonly kinds = new Map<string, LiveState>();

  /** `state` should be one cheap indexed query: it runs twice a second while somebody watches. */
  register(kind: string, state: LiveState): void {
    if (this.kinds.has(kind)) throw new Error(`The live topic ${kind} is registered twice`);
    this.kinds.set(kind, state);
  }

  find(kind: string): LiveState | undefined {
    return this.kinds.get(kind);
  }

  get names(): readonly string[] {
    return [...this.kinds.keys()].sort();
  }
}
