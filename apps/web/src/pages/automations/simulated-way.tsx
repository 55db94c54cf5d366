import { Stack, Text, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';

import type { AutomationDocument, Simulation, SimulationEntry } from '../../api/automations';
import { VerdictTree } from '../../kit/conditions/verdict-tree';
import { formatDateTime } from '../../kit/format';
import { t, tOr } from '../../messages';
import classes from './automations.module.css';
import type { Walk } from './canvas/canvas-context';
import { TRIGGER } from './flow/tree';
import { START, stepAt, waysOf } from './flow/ways';
import type { EdgesOf } from './flow/ways';
import { useStepWords } from './use-step-words';
import { useWayWords } from './use-way-words';
import { useStepKinds } from './use-step-kinds';

/** What is lit on the canvas when the walk has come to an entry. */
export function walkOf({ entries }: Simulation, at: number): Walk {
  const passed = entries.slice(0, at + 1);
  const taken = passed.filter(({ kind, step }) => kind === 'step' && step !== null);
  const steps = new Set(passed.flatMap(({ step }) => step ?? []));
  return {
    steps,
    lines: new Set([`${TRIGGER}:${START.path}`, ...taken.map(({ step, outcome }) => `${step ?? ''} ${outcome}`)]),
    at: passed.findLast(({ step }) => step !== null)?.step ?? null,
  };
}

/** Lines are known by the path of their way, walks by what the report calls it. */
export function withLines(walk: Walk, document: AutomationDocument, edgesOf: EdgesOf): Walk {
  const lines = Object.entries(document.steps).flatMap(([id, step]) =>
    waysOf(step, edgesOf)
      .filter(({ outcome }) => walk.lines.has(`${id} ${outcome}`))
      .map(({ path }) => `${id}:${path}`),
  );
  return { ...walk, lines: new Set([`${TRIGGER}:${START.path}`, ...lines]) };
}

function useEntryWords(document: AutomationDocument): (entry: SimulationEntry) => string {
  const wordsOf = useStepWords();
  const wayWords = useWayWords();
  const { edgesOf } = useStepKinds();
  return (entry) => {
    const step = stepAt(document, entry.step);
    const name = step ? wordsOf(step).title : (entry.step ?? '');
    switch (entry.kind) {
      case 'event':
        return t('automations.simulate.happens', { event: entry.outcome });
      case 'wait':
        return entry.until === null
          ? t('automations.simulate.waitOpen', { step: name })
          : t('automations.simulate.wait', { step: name, until: formatDateTime(entry.until) });
      case 'leave':
        return t('automations.simulate.leave', {
          reason: tOr(`automations.simulate.reasons.${entry.outcome}`, entry.outcome),
        });
      case 'fail':
        return t('automations.simulate.fail', { step: name, error: entry.outcome });
      case 'step': {
        const way = step && waysOf(step, edgesOf).find(({ outcome }) => outcome === entry.outcome);
        const words = way ? wayWords(step, way) : '';
        return words === '' ? name : t('automations.simulate.way', { step: name, way: words });
      }
    }
  };
}

function Reasons({ entry }: { entry: SimulationEntry }) {
  if (entry.why.length === 0 || entry.kind === 'wait') return null;
  return (
    <details>
      <summary>{t('automations.simulate.why')}</summary>
      {entry.why.map(({ path, explanation }) => (
        <VerdictTree key={path} clause={explanation} />
      ))}
    </details>
  );
}

function MailRefusal({ reason }: { reason: string }) {
  const known = tOr(`automations.simulate.mailReasons.${reason.replaceAll('.', '_')}`, reason);
  return (
    <Text size="sm" c="var(--td-warn-ink)">
      {t('automations.simulate.mail', { reason: known })}
    </Text>
  );
}

interface WayProps {
  document: AutomationDocument;
  simulation: Simulation;
  at: number;
  onStep: (at: number) => void;
}

/** What happens, in the order of time; each line lights its part of the canvas. */
export function SimulatedWay({ document, simulation, at, onStep }: WayProps) {
  const words = useEntryWords(document);
  const { trigger, filter, entries, end } = simulation;
  const times = useMemo(() => entries.map((entry) => formatDateTime(entry.at)), [entries]);
  return (
    <Stack gap="xs" aria-live="polite">
      <Text size="sm">{trigger === null ? t('automations.simulate.byHand') : t('automations.simulate.byTrigger')}</Text>
      {filter && !filter.explanation.verdict && (
        <>
          <Text size="sm" c="var(--td-warn-ink)">
            {t('automations.simulate.keptOut')}
          </Text>
          <VerdictTree clause={filter.explanation} />
        </>
      )}
      <ol className={classes['walk']} aria-label={t('automations.simulate.walk')}>
        {entries.map((entry, index) => (
          <li key={index} data-here={index === at}>
            <UnstyledButton
              className={classes['walkStep']}
              aria-current={index === at ? 'step' : undefined}
              onClick={() => onStep(index)}
            >
              <span className={classes['walkTime']}>{times[index]}</span>
              <span>{words(entry)}</span>
            </UnstyledButton>
            {entry.mail !== undefined && <MailRefusal reason={entry.mail} />}
            <Reasons entry={entry} />
          </li>
        ))}
      </ol>
      <Text fw={600}>{t(`automations.simulate.ends.${end.state}`)}</Text>
      <Text size="sm" c="dimmed">
        {formatDateTime(end.at)}
      </Text>
    </Stack>
  );
}
