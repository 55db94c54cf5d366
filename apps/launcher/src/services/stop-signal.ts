/** Ctrl-C reaches npm and us, and npm passes it on: what follows this closely is the same key press. */
const SAME_KEY_PRESS_MS = 1_000;
/** 128 + SIGINT, as a shell says it. */
const INTERRUPTED = 130;

export interface StopSignal {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  close(): void;
}

/** Aborts at the first Ctrl-C, so that what runs comes to an end in order; the second ends the process. */
export function stopSignal(): StopSignal {
  const stopper = new AbortController();
  let since = 0;
  const onSignal = (): void => {
    if (stopper.signal.aborted && performance.now() - since > SAME_KEY_PRESS_MS) process.exit(INTERRUPTED);
    if (!stopper.signal.aborted) since = performance.now();
    stopper.abort();
  };
  process.on('SIGINT', onSignal);
  return { signal: stopper.signal, close: () => void process.off('SIGINT', onSignal) };
}
