import { Group, Progress, Stack, Text } from '@mantine/core';

import { doneOf, useCampaignReport } from '../../api/campaigns';
import type { CampaignReport } from '../../api/campaigns';
import { formatNumber, formatShare } from '../../kit/format';
import { Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { PageSkeleton } from '../../kit/page';
import { t } from '../../messages';
import { PeopleByReason } from './campaign-people';
import classes from './campaigns.module.css';

interface FactProps {
  label: string;
  value: number;
  /** What the bar and the percentage are of. */
  of?: number;
  note?: string | undefined;
}

function Fact({ label, value, of, note }: FactProps) {
  return (
    <div className={classes['number']}>
      <dt>{label}</dt>
      <dd>
        <Group gap={8} align="baseline">
          <span className={classes['value']}>{formatNumber(value)}</span>
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
function Exceptions({ report }: { report: CampaignReport }) {
  const { deferred, failed, unknown, bounced, complained } = report;
  const facts: FactProps[] = [
    { label: t('campaigns.facts.bounced'), value: bounced },
    { label: t('campaigns.facts.complained'), value: complained },
    { label: t('campaigns.facts.deferred'), value: deferred, note: t('campaigns.notes.deferred') },
    { label: t('campaigns.facts.failed'), value: failed },
    { label: t('campaigns.facts.unknown'), value: unknown, note: t('campaigns.notes.unknown') },
  ];
  return facts.filter(({ value }) => value > 0).map((fact) => <Fact key={fact.label} {...fact} />);
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
  return (
    <Stack gap="lg">
      <Section title={t('campaigns.numbers')}>
        <Stack gap="lg">
          <Running report={report} />
          <dl className={classes['numbers']}>
            <Fact label={t('campaigns.facts.audience')} value={audience} />
            <Fact label={t('campaigns.facts.sent')} value={sent} of={audience} />
            <Fact label={t('campaigns.facts.delivered')} value={delivered} of={audience} />
            <Fact
              label={t('campaigns.facts.clicked')}
              value={clicked.human}
              of={delivered}
              note={t('campaigns.notes.clicked', machine(clicked.machine))}
            />
            <Fact
              label={t('campaigns.facts.opened')}
              value={opened.human}
              of={delivered}
              note={t('campaigns.notes.opened', machine(opened.machine))}
            />
            <Fact label={t('campaigns.facts.unsubscribed')} value={unsubscribed} of={delivered} />
            <Exceptions report={report} />
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
