/** Where "now" comes from. Everything that reads the time takes a Clock, so that tests and simulations can move it. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock that stands still until it is told to move. */
export class ManualClock extends Clock {
  constructor(private current: Date) {
    super();
  }

  now(): Date {
    return new Date(this.current);
  }

  set(at: Date): void {
    this.current = at;
  }

  advance(ms: number): void {
    this.current = new Date(this.current.getTime() + ms);
  }
}
