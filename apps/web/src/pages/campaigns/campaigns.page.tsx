import { Button } from '@mantine/core';
import { IconPlus, IconSend } from '@tabler/icons-react';
import { Link } from 'react-router';

import { useCampaigns } from '../../api/campaigns';
import type { Campaign } from '../../api/campaigns';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Page as Skeleton } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { TopicName } from './topic-name';

/** The moment that says most: when it was done, when it began, when it will, or when it was written. */
function momentOf({ completed_at, started_at, send_at, created_at }: Campaign): string {
  return completed_at ?? started_at ?? send_at ?? created_at;
}

const columns: Column<Campaign>[] = [
  { key: 'name', header: t('campaigns.columns.name'), cell: ({ name }) => name, card: 'title', width: 45 },
  {
    key: 'status',
    header: t('campaigns.columns.status'),
    cell: ({ status }) => <StateBadge state={status} />,
    card: 'aside',
  },
  { key: 'topic', header: t('campaigns.columns.topic'), cell: ({ topic }) => <TopicName slug={topic} /> },
  {
    key: 'when',
    header: t('campaigns.columns.when'),
    cell: (campaign) => <RelativeTime at={momentOf(campaign)} dimmed />,
    align: 'right',
    card: 'fact',
  },
];

function AddButton() {
  return (
    <Button component={Link} to="/campaigns/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('campaigns.add')}
    </Button>
  );
}

export function Page() {
  const state = useTableState();
  const mayEdit = useCan('campaigns.edit');
  const list = useCampaigns({ cursor: state.cursor, limit: 50 });
  return (
    <Skeleton
      title={t('campaigns.title')}
      purpose={t('campaigns.purpose')}
      {...(mayEdit ? { actions: <AddButton /> } : {})}
    >
      <DataTable
        label={t('campaigns.list')}
        columns={columns}
        list={list}
        state={state}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/campaigns/${id}`}
        empty={
          <EmptyState
            icon={IconSend}
            sentence={t('campaigns.empty')}
            help="campaigns"
            {...(mayEdit ? { action: <AddButton /> } : {})}
          />
        }
      />
    </Skeleton>
  );
}
