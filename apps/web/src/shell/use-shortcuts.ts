import { useHotkeys, useWindowEvent } from '@mantine/hooks';
import { useRef } from 'react';
import { useNavigate } from 'react-router';

import { useNavigationItems } from './use-navigation-items';

/** How long after `g` the letter of a place counts. */
const SEQUENCE_MS = 1200;

interface ShortcutTargets {
  openPalette: () => void;
  openShortcuts: () => void;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function focusPageSearch(): boolean {
  const field = document.querySelector<HTMLElement>('[data-page-search]');
  field?.focus();
  return field !== null;
}

/** Keys that work on every page: ⌘K, `?`, `/`, and `g` followed by the letter of a place. */
export function useShortcuts({ openPalette, openShortcuts }: ShortcutTargets): void {
  const navigate = useNavigate();
  const items = useNavigationItems();
  const leaderAt = useRef(Number.NEGATIVE_INFINITY);

  // ⌘K works while a field has the focus, too.
  useHotkeys([['mod+K', openPalette]], [], true);

  useWindowEvent('keydown', (event) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const place =
      event.timeStamp - leaderAt.current < SEQUENCE_MS ? items.find(({ key }) => key === event.key) : undefined;
    leaderAt.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (place) void navigate(place.to);
    else if (event.key === '?') openShortcuts();
    else if (event.key === '/' && focusPageSearch()) event.preventDefault();
  });
}
