import { Button, Chip, Group, Select, Text } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { Link } from 'react-router';

import { useSegmentFolders } from '../../api/segment-life';
import { useSegments } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatNumber } from '../../kit/format';
import { Mark } from '../../kit/label';
import { FilterBar, Page as Skeleton } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { SearchInput } from '../../kit/search-input';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import type { TableState } from '../../kit/table-state';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';

function Size({ segment }: { segment: Segment }) {
  return segment.status === 'building' ? <StateBadge state="building" /> : formatNumber(segment.count);
}

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
        <Text span c="dimmed">
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
    key: 'size',
    header: t('segments.columns.size'),
    cell: (segment) => <Size segment={segment} />,
    align: 'right',
    card: 'aside',
  },
];

const NO_FOLDER = '-';

/** Which folder is shown, and whether the archive is. */
function Filters({ state }: { state: TableState }) {
  const folders = useSegmentFolders().data?.data ?? [];
  const named = folders.filter(({ folder }) => folder !== '');
  return (
    <>
      {named.length > 0 && (
        <Select
          aria-label={t('segments.folder')}
          placeholder={t('segments.allFolders')}
          data={[
            { value: NO_FOLDER, label: t('segments.noFolder') },
            ...named.map(({ folder }) => ({ value: `=${folder}`, label: folder })),
          ]}
          value={state.filter('folder') || null}
          onChange={(folder) => state.change({ folder: folder ?? '' })}
          clearable
        />
      )}
      <Chip
        checked={state.filter('archived') !== ''}
        onChange={(archived) => state.change({ archived: archived ? 'true' : '' })}
      >
        {t('segments.showArchived')}
      </Chip>
    </>
  );
}

/** The address tells "all folders", "in none" and each name apart. */
function folderOf(chosen: string): { folder?: string } {
  if (chosen === '') return {};
  return { folder: chosen === NO_FOLDER ? '' : chosen.slice(1) };
}

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
  const list = useSegments({
    search: state.search,
    cursor: state.cursor,
    limit: 50,
    archived: state.filter('archived') !== '',
    ...folderOf(state.filter('folder')),
  });
  const isFiltered = state.filter('archived') !== '' || state.filter('folder') !== '';
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
        <Filters state={state} />
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
