import { Button, Group, Text } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { Link } from 'react-router';

import { useSegments } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { FolderFilters, filedAs } from '../../kit/folders';
import { formatNumber } from '../../kit/format';
import { Mark } from '../../kit/label';
import { FilterBar, Page as Skeleton } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { SearchInput } from '../../kit/search-input';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { Sparkline } from './sparkline';

function Size({ segment }: { segment: Segment }) {
  return segment.status === 'building' ? <StateBadge state="building" /> : formatNumber(segment.count);
}

const TREND_DAYS = 30;

const columns: Column<Segment>[] = [
  {
    key: 'name',
    header: t('segments.columns.name'),
    cell: ({ name, color, folder }) => (
      <Group gap={10} wrap="nowrap">
        <Mark color={color} />
        {name}
        {folder !== null && (
          <Text span size="xs" c="dimmed">
            {folder}
          </Text>
        )}
      </Group>
    ),
    card: 'title',
    width: 40,
  },
  { key: 'kind', header: t('segments.columns.kind'), cell: ({ kind }) => t(`segments.kinds.${kind}`), card: 'fact' },
  {
    key: 'used',
    header: t('segments.columns.usedBy'),
    cell: ({ used_by: uses = [] }) =>
      uses.length === 0 ? (
        <Text span inherit c="dimmed">
          {t('segments.notUsed')}
        </Text>
      ) : (
        formatNumber(uses.length)
      ),
  },
  {
    key: 'changed',
    header: t('segments.columns.changed'),
    cell: ({ updated_at }) => updated_at !== undefined && <RelativeTime at={updated_at} dimmed />,
  },
  {
    key: 'trend',
    header: t('segments.columns.trend', { count: TREND_DAYS }),
    cell: ({ trend = [], color }) => <Sparkline sizes={trend} color={color} />,
  },
  {
    key: 'size',
    header: t('segments.columns.size'),
    cell: (segment) => <Size segment={segment} />,
    align: 'right',
    card: 'aside',
  },
];

function AddButton() {
  return (
    <Button component={Link} to="/segments/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('segments.add')}
    </Button>
  );
}

export function Page() {
  const state = useTableState();
  const mayEdit = useCan('segments.edit');
  const { isFiltered, ...filed } = filedAs(state);
  const list = useSegments({ search: state.search, cursor: state.cursor, limit: 50, trend_days: TREND_DAYS, ...filed });
  return (
    <Skeleton
      title={t('segments.title')}
      purpose={t('segments.purpose')}
      {...(mayEdit
        ? {
            actions: (
              <>
                <Button component={Link} to="/segments/guide" variant="subtle">
                  {t('segments.guide.link')}
                </Button>
                <Button component={Link} to="/segments/new?kind=static" variant="default">
                  {t('segments.addList')}
                </Button>
                <AddButton />
              </>
            ),
          }
        : {})}
    >
      <FilterBar>
        <SearchInput
          label={t('segments.search')}
          value={state.search}
          onChange={(search) => state.change({ search })}
        />
        <FolderFilters of="segments" state={state} />
      </FilterBar>
      <DataTable
        label={t('segments.list')}
        columns={columns}
        isFiltered={isFiltered}
        list={list}
        state={state}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/segments/${id}`}
        empty={
          <EmptyState
            icon={IconUsersGroup}
            sentence={t('segments.empty')}
            help="segments"
            {...(mayEdit ? { action: <AddButton /> } : {})}
          />
        }
      />
    </Skeleton>
  );
}
