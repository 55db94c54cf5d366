import { Button, Group, Text } from '@mantine/core';
import { IconBook2, IconPlus, IconRoute } from '@tabler/icons-react';
import { Link } from 'react-router';

import { useAutomations } from '../../api/automations';
import type { AutomationSummary } from '../../api/automations';
import { useRegistry } from '../../api/registry';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatNumber } from '../../kit/format';
import { FolderFilters, filedAs } from '../../kit/folders';
import { FilterBar, Page as Skeleton } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { SearchInput } from '../../kit/search-input';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';

function Begins({ automation }: { automation: AutomationSummary }) {
  const triggers = useRegistry('triggers').data ?? [];
  const labels = automation.triggers.map(({ type }) => triggers.find((entry) => entry.type === type)?.label ?? type);
  return labels.join(', ');
}

/** "Live" is the automation's own word for what other things call active. */
export function AutomationState({ status }: { status: string }) {
  return <StateBadge state={status} {...(status === 'live' ? { tone: 'good' as const } : {})} />;
}

const columns: Column<AutomationSummary>[] = [
  {
    key: 'name',
    header: t('automations.columns.name'),
    cell: ({ name, folder }) => (
      <Group gap={10} wrap="nowrap">
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
  {
    key: 'status',
    header: t('automations.columns.status'),
    cell: ({ status }) => <AutomationState status={status} />,
    card: 'aside',
  },
  {
    key: 'begins',
    header: t('automations.columns.begins'),
    cell: (automation) => <Begins automation={automation} />,
    card: 'fact',
  },
  {
    key: 'active',
    header: t('automations.columns.active'),
    cell: ({ active }) => formatNumber(active),
    align: 'right',
    card: 'fact',
  },
  {
    key: 'changed',
    header: t('automations.columns.changed'),
    cell: ({ updated_at }) => <RelativeTime at={updated_at} dimmed />,
    align: 'right',
  },
];

function RecipesButton() {
  return (
    <Button
      component={Link}
      to="/automations/recipes"
      variant="default"
      leftSection={<IconBook2 size={16} aria-hidden />}
    >
      {t('automations.fromRecipe')}
    </Button>
  );
}

function AddButton() {
  return (
    <Button component={Link} to="/automations/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('automations.add')}
    </Button>
  );
}

export function Page() {
  const state = useTableState();
  const mayEdit = useCan('automations.edit');
  const { isFiltered, archived, ...filed } = filedAs(state);
  const status = archived ? { status: 'archived' } : {};
  const list = useAutomations({ search: state.search, cursor: state.cursor, ...filed, ...status });
  return (
    <Skeleton
      title={t('automations.title')}
      purpose={t('automations.purpose')}
      {...(mayEdit
        ? {
            actions: (
              <>
                <RecipesButton />
                <AddButton />
              </>
            ),
          }
        : {})}
    >
      <FilterBar>
        <SearchInput
          label={t('automations.search')}
          value={state.search}
          onChange={(search) => state.change({ search })}
        />
        <FolderFilters of="automations" state={state} />
      </FilterBar>
      <DataTable
        label={t('automations.list')}
        columns={columns}
        isFiltered={isFiltered}
        list={list}
        state={state}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/automations/${id}`}
        empty={
          <EmptyState
            icon={IconRoute}
            sentence={t('automations.empty')}
            help="automations"
            {...(mayEdit ? { action: <RecipesButton /> } : {})}
          />
        }
      />
    </Skeleton>
  );
}
