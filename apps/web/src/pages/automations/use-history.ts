import { useCallback, useRef, useState } from 'react';

interface History<T> {
  past: T[];
  present: T;
  future: T[];
}

const KEPT = 100;
/** Letters that are typed one after the other are taken back together. */
const TOGETHER_MS = 800;

/** A value with undo and redo. Changes of one group that follow each other quickly count as one. */
export function useHistory<T>(initial: T) {
  const [history, setHistory] = useState<History<T>>({ past: [], present: initial, future: [] });
  const last = useRef({ group: '', at: 0 });
  const change = useCallback((present: T, group = '') => {
    const now = performance.now();
    const joins = group !== '' && group === last.current.group && now - last.current.at < TOGETHER_MS;
    last.current = { group, at: now };
    setHistory((old) => ({
      past: joins ? old.past : [...old.past, old.present].slice(-KEPT),
      present,
      future: [],
    }));
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
