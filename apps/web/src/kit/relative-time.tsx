import { Text, Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';

import { t } from '../messages';
import { formatExact, formatRelative, MINUTE_MS } from './format';

const TICK_MS = 30_000;

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for every time on the page, so that they move together. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Ms since the epoch, refreshed every half minute. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** "3 min. ago", with the exact time on hover and for screen readers. */
export function RelativeTime({ at, dimmed = false }: { at: string; dimmed?: boolean }) {
  const current = Math.max(useNow(), Date.now() - TICK_MS);
  const isNow = Math.abs(new Date(at).getTime() - current) < MINUTE_MS;
  return (
    <Tooltip label={formatExact(at)}>
      <Text component="time" dateTime={at} inherit span className="numeric" {...(dimmed ? { c: 'dimmed' } : {})}>
        {isNow ? t('time.justNow') : formatRelative(at, current)}
      </Text>
    </Tooltip>
  );
}
