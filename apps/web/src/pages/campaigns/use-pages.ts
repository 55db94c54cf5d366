import { useState } from 'react';

/** Pages of a list that is no page of its own: they do not stand in the address. */
export function usePages() {
  const [cursors, setCursors] = useState<string[]>([]);
  const cursor = cursors.at(-1) ?? '';
  return {
    ...{ search: '', sort: '', cursor, isDeep: cursor !== '', filter: () => '', change: () => undefined },
    next: (target: string) => setCursors([...cursors, target]),
    previous: () => setCursors(cursors.slice(0, -1)),
  };
}
