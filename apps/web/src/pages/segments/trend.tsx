import { SegmentedControl, Skeleton, Table, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';

import { useSegmentSizes } from '../../api/segment-life';
import type { DaySize } from '../../api/segments';
import { formatDate, formatNumber } from '../../kit/format';
import { Section } from '../../kit/page';
import { t } from '../../messages';
import classes from './trend.module.css';
import { lineOf, pointsOf } from './trend-points';

const SPANS = ['30', '90', '365'] as const;
const WIDTH = 600;
const HEIGHT = 120;

function Line({ sizes, color }: { sizes: DaySize[]; color: string }) {
  const [shown, setShown] = useState<DaySize>();
  const points = pointsOf(sizes, WIDTH, HEIGHT);
  const line = lineOf(points);
  const width = WIDTH / Math.max(1, sizes.length - 1);
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (!first || !last) return null;
  const told = shown ?? last;
  return (
    <div className={classes['chart']} style={{ color }}>
      <Text size="sm" className="numeric" aria-live="off">
        {t('segments.trend.day', {
          day: formatDate(told.day),
          count: told.members,
          entered: told.entered,
          left: told.left,
        })}
      </Text>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden
        onPointerLeave={() => setShown(undefined)}
      >
        <polygon className={classes['area'] ?? ''} points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />
        <polyline className={classes['line'] ?? ''} points={line} />
        {points.map(({ x, size }) => (
          <rect
            key={size.day}
            className={classes['hit'] ?? ''}
            data-shown={size === shown || undefined}
            x={x - width / 2}
            y={0}
            width={width}
            height={HEIGHT}
            onPointerEnter={() => setShown(size)}
          />
        ))}
      </svg>
      <div className={classes['axis']}>
        <Text size="xs" c="dimmed">
          {formatDate(first.day)}
        </Text>
        <Text size="xs" c="dimmed">
          {formatDate(last.day)}
        </Text>
      </div>
    </div>
  );
}

/** The same numbers for whoever does not see the picture. */
function Numbers({ sizes }: { sizes: DaySize[] }) {
  return (
    <VisuallyHidden>
      <Table aria-label={t('segments.trend.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('segments.trend.columns.day')}</Table.Th>
            <Table.Th>{t('segments.trend.columns.members')}</Table.Th>
            <Table.Th>{t('segments.trend.columns.entered')}</Table.Th>
            <Table.Th>{t('segments.trend.columns.left')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sizes.map(({ day, members, entered, left }) => (
            <Table.Tr key={day}>
              <Table.Td>{formatDate(day)}</Table.Td>
              <Table.Td>{formatNumber(members)}</Table.Td>
              <Table.Td>{formatNumber(entered)}</Table.Td>
              <Table.Td>{formatNumber(left)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </VisuallyHidden>
  );
}

/** How the size went, day by day. */
export function Trend({ id, color }: { id: number; color: string | null }) {
  const [span, setSpan] = useState<(typeof SPANS)[number]>('90');
  const sizes = useSegmentSizes(id, Number(span)).data?.data;
  return (
    <Section
      title={t('segments.trend.title')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('segments.trend.span')}
          data={SPANS.map((value) => ({ value, label: t('segments.trend.days', { count: Number(value) }) }))}
          value={span}
          onChange={setSpan}
        />
      }
    >
      {!sizes && <Skeleton height={HEIGHT} />}
      {sizes && sizes.length < 2 && <Text c="dimmed">{t('segments.trend.empty')}</Text>}
      {sizes && sizes.length > 1 && (
        <>
          <Line sizes={sizes} color={color ?? 'var(--td-accent)'} />
          <Numbers sizes={sizes} />
        </>
      )}
    </Section>
  );
}
