import './round-words';

import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconRefresh } from '@tabler/icons-react';

import { useRounds, useTakeBackRound } from '../../api/campaign-rounds';
import type { Round } from '../../api/campaign-rounds';
import type { Campaign } from '../../api/campaigns';
import { useConfirm } from '../../kit/confirm';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatDateTime, formatNumber } from '../../kit/format';
import { Section } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';

function nameOf({ round, kind, unknown }: Round): string {
  const words = kind === 'failed' && unknown ? t('rounds.kinds.failed_unknown') : t(`rounds.kinds.${kind}`);
  return t('rounds.numbered', { round, kind: words });
}

function When({ round }: { round: Round }) {
  const { started_at: at, send_at: later, failure } = round;
  if (at !== null) return <RelativeTime at={at} dimmed />;
  if (failure !== null) return <Text inherit>{failure}</Text>;
  return later === null ? null : t('rounds.starts', { when: formatDateTime(later) });
}

const numbers = ['audience', 'sent', 'failed', 'skipped'] as const;

const columns: Column<Round>[] = [
  { key: 'round', header: t('rounds.columns.round'), cell: nameOf, card: 'title', width: 24 },
  {
    key: 'status',
    header: t('rounds.columns.status'),
    cell: ({ status }) => <StateBadge state={status} />,
    card: 'aside',
  },
  ...numbers.map((key): Column<Round> => ({
    key,
    header: t(`rounds.columns.${key}`),
    cell: (round) => formatNumber(round[key]),
    align: 'right',
    ...(key === 'audience' || key === 'sent' ? { card: 'fact' as const } : {}),
  })),
  { key: 'when', header: t('rounds.columns.when'), cell: (round) => <When round={round} />, align: 'right' },
];

function TakeBack({ campaign, round }: { campaign: number; round: Round }) {
  const confirm = useConfirm();
  const takeBack = useTakeBackRound(campaign);
  const label = t('rounds.takeBack', { round: round.round });
  const ask = async () => {
    const yes = await confirm({
      ...{ title: t('rounds.takeBackTitle'), body: t('rounds.takeBackBody'), action: t('rounds.takeBackAction') },
      dangerous: true,
    });
    if (!yes) return;
    takeBack.mutate(round.round, {
      onSuccess: () => toast.done(t('rounds.takenBack')),
      onError: (error) => toast.failed(t('rounds.takeBackFailed'), error),
    });
  };
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => void ask()}>
        <IconArrowBackUp size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** The sendings of a campaign, once there is more than the first. */
export function CampaignRounds({ campaign }: { campaign: Campaign }) {
  const { id, status } = campaign;
  const mayEdit = useCan('campaigns.edit');
  const list = useRounds(id, status === 'sending' || status === 'paused');
  const rounds = list.data?.data ?? [];
  if (rounds.length < 2) return null;
  const waits = rounds.some((round) => round.status === 'scheduled');
  return (
    <Section title={t('rounds.title')} description={t('rounds.help')} padding="flush">
      <DataTable
        label={t('rounds.list')}
        columns={columns}
        list={list}
        rowKey={({ round }) => round}
        {...(mayEdit && waits
          ? {
              rowActions: (round: Round) =>
                round.status === 'scheduled' ? <TakeBack campaign={id} round={round} /> : null,
            }
          : {})}
        empty={<EmptyState icon={IconRefresh} sentence={t('rounds.nobody')} />}
      />
    </Section>
  );
}
