/** What became of one run at one step. */
export type Outcome =
  | {
      readonly do: 'go';
      /** The next step; null ends the run as completed. */
      readonly to: string | null;
      /** Which way it took, for the log and the reports: `next`, `then`, `else`, `branch 1`. */
      readonly way: string;
      readonly data?: Readonly<Record<string, unknown>>;
    }
  /** Stays until then; null = until a condition is met. */
  | { readonly do: 'wait'; readonly until: Date | null }
  | { readonly do: 'end'; readonly state: 'completed' | 'converted' | 'exited'; readonly reason: string | null }
  /** This run alone failed; it is tried again later and then parked as stuck. */
  | { readonly do: 'fail'; readonly error: Error };

export function go(to: string | null | undefined, way = 'next', data?: Readonly<Record<string, unknown>>): Outcome {
  return { do: 'go', to: to ?? null, way, ...(data ? { data } : {}) };
}

export function waitUntil(until: Date | null): Outcome {
  return { do: 'wait', until };
}

export function end(state: 'completed' | 'converted' | 'exited', reason: string | null = null): Outcome {
  return { do: 'end', state, reason };
}
