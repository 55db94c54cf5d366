import { Skeleton, Stack, Text, Title } from '@mantine/core';
import { useSearchParams } from 'react-router';

import { useEntryExplanation } from '../../api/automations';
import type { AutomationDocument, EntryExplanation, SeenTrigger } from '../../api/automations';
import { nameOf, useContact } from '../../api/contacts';
import { useRegistry } from '../../api/registry';
import { VerdictTree } from '../../kit/conditions/verdict-tree';
import { ProblemNotice } from '../../kit/problem';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { t } from '../../messages';
import classes from './automations.module.css';
import { ContactChoice } from './contact-choice';
import { exitWords } from './exit-words';
import { stepAt } from './flow/ways';
import { Circle } from './kept-out';
import { useStepWords } from './use-step-words';

type Seen = 'fired' | 'early' | 'never' | 'unlike' | 'unknown' | 'byHand';

function stateOf({ type, fires, counts, where }: SeenTrigger): Seen {
  if (type === 'manual') return 'byHand';
  if (fires === null) return 'unknown';
  if (fires) return counts ? 'fired' : 'early';
  return where ? 'unlike' : 'never';
}

function Triggers({ triggers }: { triggers: SeenTrigger[] }) {
  const kinds = useRegistry('triggers').data ?? [];
  return (
    <ul className={classes['here']}>
      {triggers.map((seen, index) => {
        const trigger = kinds.find(({ type }) => type === seen.type)?.label ?? seen.type;
        return (
          <li key={index}>
            <Text>
              {t(`automations.why.trigger.${stateOf(seen)}`, { trigger })}{' '}
              {seen.at !== null && <RelativeTime at={seen.at} dimmed />}
            </Text>
            {seen.where && <VerdictTree clause={seen.where} />}
          </li>
        );
      })}
    </ul>
  );
}

function Runs({ runs, document }: { runs: EntryExplanation['runs']; document: AutomationDocument }) {
  const wordsOf = useStepWords();
  if (runs.length === 0) return <Text c="dimmed">{t('automations.why.noRuns')}</Text>;
  return (
    <ul className={classes['here']}>
      {runs.map((run) => {
        const step = stepAt(document, run.step);
        return (
          <li key={run.id}>
            <StateBadge state={run.state} /> <RelativeTime at={run.entered_at} dimmed />
            {run.step !== null && (
              <Text size="sm">
                {t(run.state === 'active' || run.state === 'stuck' ? 'automations.why.at' : 'automations.why.last', {
                  step: step ? wordsOf(step).title : run.step,
                })}
              </Text>
            )}
            {run.due_at !== null && (
              <Text size="sm" c="dimmed">
                {t('automations.until')} <RelativeTime at={run.due_at} />
              </Text>
            )}
            {run.exit_reason !== null && (
              <Text size="sm" c="dimmed">
                {exitWords(run.exit_reason)}
              </Text>
            )}
            {run.error !== null && <Text size="sm">{run.error}</Text>}
          </li>
        );
      })}
    </ul>
  );
}

/** Why one person is in an automation or not: what begins it, the filter, the rules, and each way through. */
export function Explanation({ id, contact, document }: { id: number; contact: number; document: AutomationDocument }) {
  const { data, error, refetch } = useEntryExplanation(id, contact);
  const person = useContact(contact).data;
  if (error) {
    return <ProblemNotice title={t('automations.why.failed')} error={error} onRetry={() => void refetch()} />;
  }
  if (!data || !person) return <Skeleton height={120} />;
  return (
    <Stack gap="md" aria-live="polite">
      <Text fw={600}>{t(`automations.why.verdict.${data.verdict}`, { name: nameOf(person) })}</Text>
      {data.kept_out && (
        <>
          <Text>
            {t('automationRuns.keptOut.why')} <RelativeTime at={data.kept_out.at} dimmed />
          </Text>
          <Circle circle={data.kept_out.circle} />
        </>
      )}
      <Title order={3} size="h5">
        {t('automations.why.triggers')}
      </Title>
      <Triggers triggers={data.triggers} />
      {data.filter && (
        <>
          <Title order={3} size="h5">
            {t('automations.why.filter')}
          </Title>
          <VerdictTree clause={data.filter} />
        </>
      )}
      <Title order={3} size="h5">
        {t('automations.why.rules')}
      </Title>
      <Text>
        {t(`automations.rules.${data.entry.again}`)}.{' '}
        {data.entry.allows ? t('automations.why.mayEnter') : t('automations.why.mayNot')}
      </Text>
      <Title order={3} size="h5">
        {t('automations.why.runs')}
      </Title>
      <Runs runs={data.runs} document={document} />
    </Stack>
  );
}

/** Why somebody is in the automation or not; whom it is about stands in the address. */
export function WhyPanel({ id, document }: { id: number; document: AutomationDocument }) {
  const [parameters, setParameters] = useSearchParams();
  const contact = Number(parameters.get('contact'));
  const choose = (chosen: number) =>
    setParameters((current) => new URLSearchParams({ ...Object.fromEntries(current), contact: String(chosen) }), {
      replace: true,
    });
  return (
    <Stack gap="md" maw="var(--td-form-max)">
      <ContactChoice value={undefined} onChange={choose} />
      {contact > 0 && <Explanation id={id} contact={contact} document={document} />}
    </Stack>
  );
}
