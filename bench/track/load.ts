/** What the generator is asked to do, over the channel to its parent. */
export interface LoadOrder {
  readonly port: number;
  /** Sent in this order, each once. */
  readonly paths: readonly string[];
  readonly connections: number;
}

/** What it saw. */
export interface LoadReport {
  readonly seconds: number;
  /** By status. */
  readonly answers: Readonly<Record<string, number>>;
  /** Of each request, in milliseconds. */
  readonly ms: readonly number[];
}
