import { useCallback, useState } from 'react';

interface History<T> {
  past: T[];
  present: T;
  future: T[];
}

const KEPT = 100;

/** A value with undo and redo. */
export function useHistory<T>(initial: T) {
  const [history, setHistory] = useState<History<T>>({ past: [], present: initial, future: [] });
  const change = useCallback((present: T) => {
    setHistory((old) => ({ past: [...old.past, old.present].slice(-KEPT), present, future: [] }));
  }, []);
  const undo = useCallback(() => {
    setHistory((old) => {
      const present = old.past.at(-1);
      if (present === undefined) return old;
      return { past: old.past.slice(0, -1), present, future: [old.present, ...old.future] };
    });
  }, []);
  const redo = useCallback(() => {
    setHistory((old) => {
      const [present, ...future] = old.future;
      if (present === undefined) return old;
      return { past: [...old.past, old.present], present, future };
    });
  }, []);
  const reset = useCallback((present: T) => setHistory({ past: [], present, future: [] }), []);
  return {
    value: history.present,
    change,
    undo,
    redo,
    reset,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
  };
}
