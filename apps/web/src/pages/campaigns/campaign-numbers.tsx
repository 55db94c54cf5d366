import { Group, Progress, Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';

import { doneOf, useCampaignReport } from '../../api/campaigns';
import type { CampaignReport } from '../../api/campaigns';
import { formatNumber, formatShare } from '../../kit/format';
import { Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { PageSkeleton } from '../../kit/page';
import { t, tOr } from '../../messages';
import { PeopleByReason, PeopleDrawer } from './campaign-people';
import classes from './campaigns.module.css';

/** Shows who is behind a number. */
type ShowPeople = (outcome: string, label: string) => void;

interface FactProps {
  label: string;
  value: number;
  /** Whose people the number leads to; none when it has no list. */
  outcome?: string;
  show?: ShowPeople;
  /** What the bar and the percentage are of. */
  of?: number;
  note?: string | undefined;
}

function Fact({ label, value, outcome, show, of, note }: FactProps) {
  return (
    <div className={classes['number']}>
      <dt>{label}</dt>
      <dd>
        <Group gap={8} align="baseline">
          {outcome !== undefined && show !== undefined && value > 0 ? (
            <UnstyledButton
              className={`${classes['value'] ?? ''} ${classes['leads'] ?? ''}`}
              aria-label={t('campaigns.showPeople', { count: value, reason: label })}
              onClick={() => show(outcome, label)}
            >
              {formatNumber(value)}
            </UnstyledButton>
          ) : (
            <span className={classes['value']}>{formatNumber(value)}</span>
          )}
          {of !== undefined && of > 0 && (
            <Text span c="dimmed" size="sm">
              {formatShare(value, of)}
            </Text>
          )}
        </Group>
        {of !== undefined && of > 0 && <Progress value={(value / of) * 100} size="sm" mt={4} aria-hidden />}
        {note !== undefined && (
          <Text size="xs" c="dimmed" mt={4}>
            {note}
          </Text>
        )}
      </dd>
    </div>
  );
}

function Running({ report }: { report: CampaignReport }) {
  const done = doneOf(report);
  if (report.status !== 'sending' && report.status !== 'paused') return null;
  const share = report.audience === 0 ? 0 : (done / report.audience) * 100;
  return (
    <Stack gap={6}>
      <Progress
        value={share}
        size="lg"
        animated={report.status === 'sending'}
        aria-label={t('campaigns.progressLabel')}
      />
      <Text size="sm" c="dimmed" aria-live="polite">
        {t('campaigns.progress', { done: formatNumber(done), all: formatNumber(report.audience) })}
      </Text>
    </Stack>
  );
}

/** Numbers that matter only when there are some. */
function Exceptions({ report, show }: { report: CampaignReport; show: ShowPeople }) {
  const outcomes = ['bounced', 'complained', 'deferred', 'failed', 'unknown'] as const;
  return outcomes
    .filter((outcome) => report[outcome] > 0)
    .map((outcome) => (
      <Fact
        key={outcome}
        label={t(`campaigns.facts.${outcome}`)}
        value={report[outcome]}
        outcome={outcome}
        show={show}
        note={tOr(`campaigns.notes.${outcome}`, '') || undefined}
      />
    ));
}

/** Those who did not get it or not yet, by why. */
const REASONS = [
  {
    outcome: 'pending',
    title: 'campaigns.waiting',
    help: 'campaigns.waitingHelp',
    counts: ({ waiting }: CampaignReport) => waiting,
  },
  {
    outcome: 'deferred',
    title: 'campaigns.deferrals',
    help: 'campaigns.deferralsHelp',
    counts: ({ deferrals }: CampaignReport) => deferrals,
  },
  {
    outcome: 'skipped',
    title: 'campaigns.skipped',
    help: 'campaigns.skippedHelp',
    counts: ({ skipped }: CampaignReport) => skipped,
  },
] as const;

function Numbers({ id, report }: { id: number; report: CampaignReport }) {
  const { audience, sent, delivered, opened, clicked, unsubscribed } = report;
  const machine = (count: number): { machine: string } => ({ machine: formatNumber(count) });
  const [shown, setShown] = useState<{ outcome: string; label: string }>();
  const show: ShowPeople = (outcome, label) => setShown({ outcome, label });
  return (
    <Stack gap="lg">
      <Section title={t('campaigns.numbers')}>
        <Stack gap="lg">
          <Running report={report} />
          <dl className={classes['numbers']}>
            <Fact label={t('campaigns.facts.audience')} value={audience} />
            <Fact label={t('campaigns.facts.sent')} value={sent} of={audience} outcome="sent" show={show} />
            <Fact
              label={t('campaigns.facts.delivered')}
              value={delivered}
              of={audience}
              outcome="delivered"
              show={show}
            />
            <Fact
              label={t('campaigns.facts.clicked')}
              value={clicked.human}
              outcome="clicked"
              show={show}
              of={delivered}
              note={t('campaigns.notes.clicked', machine(clicked.machine))}
            />
            <Fact
              label={t('campaigns.facts.opened')}
              value={opened.human}
              outcome="opened"
              show={show}
              of={delivered}
              note={t('campaigns.notes.opened', machine(opened.machine))}
            />
            <Fact
              label={t('campaigns.facts.unsubscribed')}
              value={unsubscribed}
              of={delivered}
              outcome="unsubscribed"
              show={show}
            />
            <Exceptions report={report} show={show} />
          </dl>
        </Stack>
      </Section>
      {REASONS.map(({ outcome, title, help, counts }) => (
        <PeopleByReason
          key={outcome}
          id={id}
          outcome={outcome}
          title={t(title)}
          help={t(help)}
          counts={counts(report)}
        />
      ))}
      <PeopleDrawer
        id={id}
        filter={shown && { outcome: shown.outcome }}
        title={t('campaigns.peopleOf', { reason: shown?.label ?? '' })}
        onClose={() => setShown(undefined)}
      />
    </Stack>
  );
}

/** What became of a campaign's mails, live while it sends. */
export function CampaignNumbers({ id }: { id: number }) {
  const report = useCampaignReport(id);
  return (
    <QueryView query={report} failed={t('campaigns.reportFailed')} waiting={<PageSkeleton />}>
      {(data) => <Numbers id={id} report={data} />}
    </QueryView>
  );
}
