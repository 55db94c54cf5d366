import { startTransition, useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Above and below what is seen: whoever scrolls or tabs on finds the next rows in place. */
const MARGIN = '50% 0px';

// A row in a panel that scrolls is cut off by the panel, not by the window.
const OPTIONS: IntersectionObserverInit & { scrollMargin: string } = { rootMargin: MARGIN, scrollMargin: MARGIN };

/** Whether an element is, or has been, near what is seen; at once where it need not wait. */
export function useNearView(element: RefObject<HTMLElement | null>, waits: boolean): boolean {
  const [isNear, setNear] = useState(!waits);
  useEffect(() => {
    if (isNear || !element.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) startTransition(() => setNear(true));
    }, OPTIONS);
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, isNear]);
  return isNear;
}
