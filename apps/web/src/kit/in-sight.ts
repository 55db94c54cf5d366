import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

const CHOSEN = '[aria-selected="true"], [aria-current="page"]';

/**
 * For a row that scrolls sideways: brings what is chosen in it to the middle, as far as it goes. The page itself stays
 * where it is, which `scrollIntoView` would not promise of a row below the fold.
 */
export function useInSight<T extends HTMLElement>(chosen: string): RefObject<T | null> {
  const ref = useRef<T>(null);
  useLayoutEffect(() => {
    const row = ref.current;
    const one = row?.querySelector(CHOSEN);
    if (!row || !one) return;
    const [outer, inner] = [row.getBoundingClientRect(), one.getBoundingClientRect()];
    row.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
  }, [chosen]);
  return ref;
}
