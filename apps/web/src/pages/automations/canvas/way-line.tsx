import { ActionIcon } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { BaseEdge, EdgeLabelRenderer } from '@xyflow/react';
import type { Edge, EdgeProps } from '@xyflow/react';

import { formatShare } from '../../../kit/format';
import { t } from '../../../messages';
import classes from '../automations.module.css';
import { pathOf } from '../flow/layout';
import type { Line } from '../flow/layout';
import { TRIGGER } from '../flow/tree';
import { stepAt } from '../flow/ways';
import { formatValue } from '../goal-value';
import { useStepWords } from '../use-step-words';
import { useWayWords } from '../use-way-words';
import { useCanvas } from './canvas-context';

export type WayEdge = Edge<{ line: Line }>;

/** How many went this way, and what became of them. */
function WayNumbers({ line: { spot, way } }: { line: Line }) {
  const { report } = useCanvas();
  const numbers = spot.from === null ? undefined : report?.steps[spot.from];
  const count = spot.from === null ? report?.entered : numbers?.ways[way.outcome];
  if (count === undefined || count === 0) return null;
  const converted = numbers?.converted[way.outcome] ?? 0;
  return (
    <span className={classes['wayCount']}>
      {t('automations.wayCount', { count })}
      {report !== undefined && report.converted > 0 && way.kind !== 'next' && (
        <>
          {' · '}
          {t('automations.wayConverted', { percent: formatShare(converted, count) })}
          {report.value && converted > 0 && (
            <>
              {' · '}
              {formatValue(numbers?.values[way.outcome] ?? 0, report.value)}
            </>
          )}
        </>
      )}
    </span>
  );
}

function WayLine({ data }: EdgeProps<WayEdge>) {
  const { document, readOnly, focused, walk, dropAt, onInsert } = useCanvas();
  const wordsOf = useStepWords();
  const wayWords = useWayWords();
  if (!data) return null;
  const { line } = data;
  const { spot, way, label, kind } = line;
  const from = stepAt(document, spot.from);
  const words = wayWords(from, way);
  const name = t('automations.insertAfter', {
    step: from ? wordsOf(from).title : t('automations.trigger'),
    way: words === '' ? t('automations.ways.next') : words,
  });
  const state = dropAt === line.id ? 'drop' : walk && (walk.lines.has(line.id) ? 'passed' : 'aside');
  return (
    <>
      <BaseEdge
        path={pathOf(line.points)}
        className={classes['line'] ?? ''}
        data-kind={kind}
        data-state={state}
        {...(kind === 'back' ? { markerEnd: 'url(#back-arrow)' } : {})}
      />
      <EdgeLabelRenderer>
        <div
          className={`${classes['way'] ?? ''} nodrag nopan`}
          data-state={state}
          style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
        >
          {words !== '' && (
            <span className={classes['wayWords']} title={words}>
              {words}
            </span>
          )}
          <WayNumbers line={line} />
          {!readOnly && kind !== 'back' && (
            <ActionIcon
              size={22}
              radius="xl"
              variant="default"
              aria-label={name}
              tabIndex={focused === (spot.from ?? TRIGGER) ? 0 : -1}
              onClick={() => onInsert(spot)}
            >
              <IconPlus size={14} aria-hidden />
            </ActionIcon>
          )}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

export const edgeTypes = { way: WayLine };
