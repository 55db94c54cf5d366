import { useEffect, useRef, useState } from 'react';

import { playDryRun } from '../../../api/dry-run';
import type { DryRunProgress, DryRunReport, DryRunRequest } from '../../../api/dry-run';

/** What takes no longer needs no bar. */
const SOON_MS = 2_000;

interface State {
  state: 'idle' | 'playing' | 'cancelled' | 'failed';
  /** It takes so long that somebody wants to see how far it is. */
  slow: boolean;
  progress: DryRunProgress | undefined;
  error: unknown;
}

const IDLE: State = { state: 'idle', slow: false, progress: undefined, error: undefined };

/** Plays the draft, says how far it is, and gives up when told to or when nobody looks any more. */
export function useDryRun(id: number, onReport: (report: DryRunReport | undefined) => void) {
  const [state, setState] = useState(IDLE);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const play = async (request: DryRunRequest) => {
    const own = new AbortController();
    running.current = own;
    onReport(undefined);
    setState({ ...IDLE, state: 'playing' });
    const timer = setTimeout(() => setState((before) => ({ ...before, slow: true })), SOON_MS);
    const onProgress = (progress: DryRunProgress) => setState((before) => ({ ...before, progress }));
    try {
      onReport(await playDryRun(id, request, { signal: own.signal, onProgress }));
      setState(IDLE);
    } catch (error) {
      setState(own.signal.aborted ? { ...IDLE, state: 'cancelled' } : { ...IDLE, state: 'failed', error });
    } finally {
      clearTimeout(timer);
    }
  };
  return { ...state, play, cancel: () => running.current?.abort() };
}
