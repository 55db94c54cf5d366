import { Text, VisuallyHidden } from '@mantine/core';

import type { DaySize } from '../../api/segments';
import { formatDate } from '../../kit/format';
import { t } from '../../messages';
import classes from './trend.module.css';
import { lineOf, pointsOf } from './trend-points';

const WIDTH = 88;
const HEIGHT = 24;

/** The size by day as a line in a row, and in words. */
export function Sparkline({ sizes, color }: { sizes: DaySize[]; color: string | null }) {
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (!first || !last || sizes.length < 2) {
    return (
      <Text span inherit c="dimmed">
        {t('segments.trend.tooNew')}
      </Text>
    );
  }
  const words = t('segments.trend.between', { from: first.members, to: last.members, day: formatDate(first.day) });
  const line = lineOf(pointsOf(sizes, WIDTH, HEIGHT));
  return (
    <span className={classes['spark']} style={{ color: color ?? 'var(--td-accent)' }} title={words}>
      <svg viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`} preserveAspectRatio="none" aria-hidden>
        <polygon className={classes['area'] ?? ''} points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />
        <polyline className={classes['line'] ?? ''} points={line} />
      </svg>
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  );
}
