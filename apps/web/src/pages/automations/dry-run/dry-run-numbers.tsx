import { Stack, Text, Title } from '@mantine/core';

import type { AutomationDocument } from '../../../api/automations';
import { DRY_RUN_ENDS } from '../../../api/dry-run';
import type { DryRunReport } from '../../../api/dry-run';
import { formatNumber } from '../../../kit/format';
import { sentenceOf } from '../../../kit/problem';
import { t, tOr } from '../../../messages';
import { stepAt } from '../flow/ways';
import { useStepWords } from '../use-step-words';
import classes from './dry-run.module.css';

interface Row {
  name: string;
  count: number;
}

function Rows({ title, rows }: { title: string; rows: Row[] }) {
  return (
    <div>
      <Title order={3} size="h5">
        {title}
      </Title>
      <dl className={classes['rows']}>
        {rows.map(({ name, count }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function peopleRows({ entered, kept_out, ends }: DryRunReport): Row[] {
  const kept = (['trigger', 'filter', 'entry'] as const).map((why) => ({
    name: t(`dryRun.keptOut.${why}`),
    count: kept_out[why],
  }));
  const ended = DRY_RUN_ENDS.map((end) => ({ name: t(`dryRun.ends.${end}`), count: ends[end] }));
  return [{ name: t('dryRun.entered'), count: entered }, ...[...kept, ...ended].filter(({ count }) => count > 0)];
}

function mailRows({ mails: { go, withheld } }: DryRunReport): Row[] {
  const refused = Object.entries(withheld).map(([reason, count]) => {
    const words = tOr(`automations.simulate.mailReasons.${reason.replaceAll('.', '_')}`, reason);
    return { name: t('dryRun.withheld', { reason: words }), count };
  });
  return go === 0 && refused.length === 0 ? [] : [{ name: t('dryRun.go'), count: go }, ...refused];
}

/** How many reach each step, in the order of the document. */
function stepRows({ steps }: DryRunReport, document: AutomationDocument, nameOf: (id: string) => string): Row[] {
  return Object.keys(document.steps).flatMap((id) => {
    const step = steps[id];
    return step ? [{ name: nameOf(id), count: step.passed + step.waiting + step.left + step.failed }] : [];
  });
}

interface NumbersProps {
  report: DryRunReport;
  document: AutomationDocument;
  /** Where the numbers of the single steps stand. */
  steps: 'listed' | 'on canvas';
}

/** What would become of those who were played, in words. */
export function DryRunNumbers({ report, document, steps }: NumbersProps) {
  const wordsOf = useStepWords();
  const { size, played, sampled } = report.audience;
  const mails = mailRows(report);
  const nameOf = (id: string) => {
    const step = stepAt(document, id);
    return step ? wordsOf(step).title : id;
  };
  if (size === 0) return <Text role="status">{t('dryRun.nobody')}</Text>;
  return (
    <Stack gap="sm" role="status">
      <Text size="sm">
        {sampled
          ? t('dryRun.sampled', { played: formatNumber(played), size: formatNumber(size) })
          : t('dryRun.whole', { count: played })}
      </Text>
      <Rows title={t('dryRun.numbers')} rows={peopleRows(report)} />
      {mails.length > 0 && <Rows title={t('dryRun.mails')} rows={mails} />}
      {report.errors.map(({ step, message }) => (
        <Text key={`${step} ${message}`} size="sm" c="var(--td-bad-ink)">
          {t('dryRun.error', { step: nameOf(step), message: sentenceOf(message) })}
        </Text>
      ))}
      {steps === 'listed' && report.entered > 0 && (
        <Rows title={t('dryRun.reached')} rows={stepRows(report, document, nameOf)} />
      )}
      {steps === 'on canvas' && (
        <Text size="sm" c="dimmed">
          {t('dryRun.onCanvas')}
        </Text>
      )}
    </Stack>
  );
}
