import { Button, Select, Text } from '@mantine/core';
import { IconFileImport, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { Link } from 'react-router';

import { useContacts } from '../../api/contacts';
import type { Contact } from '../../api/contacts';
import { useSegments } from '../../api/segments';
import { useTags } from '../../api/tags';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { FilterBar, Page as Skeleton } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { SearchInput } from '../../kit/search-input';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import type { TableState } from '../../kit/table-state';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { ContactCell } from './contact-cell';
import { TagList } from './tag-list';

const columns: Column<Contact>[] = [
  {
    key: 'contact',
    header: t('audience.columns.contact'),
    cell: (contact) => <ContactCell contact={contact} />,
    card: 'title',
    width: 42,
  },
  { key: 'tags', header: t('audience.columns.tags'), cell: ({ tags }) => <TagList tags={tags} />, width: 30 },
  {
    key: 'newsletter',
    header: t('audience.columns.newsletter'),
    cell: ({ consents }) => {
      const status = consents['newsletter'];
      return status === undefined ? (
        <Text span c="dimmed">
          {t('audience.noStatus')}
        </Text>
      ) : (
        <StateBadge state={status} />
      );
    },
    card: 'aside',
  },
  {
    key: 'added',
    header: t('audience.columns.added'),
    cell: ({ created_at }) => <RelativeTime at={created_at} dimmed />,
    align: 'right',
    card: 'fact',
  },
];

function Filters({ state }: { state: TableState }) {
  const segments = useSegments().data?.data ?? [];
  const tags = useTags().data?.data ?? [];
  return (
    <FilterBar>
      <SearchInput label={t('audience.search')} value={state.search} onChange={(search) => state.change({ search })} />
      <Select
        aria-label={t('audience.filterSegment')}
        placeholder={t('audience.anySegment')}
        data={segments.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={state.filter('segment') || null}
        onChange={(segment) => state.change({ segment: segment ?? '' })}
        clearable
        searchable
      />
      <Select
        aria-label={t('audience.filterTag')}
        placeholder={t('audience.anyTag')}
        data={tags.map(({ name }) => name)}
        value={state.filter('tag') || null}
        onChange={(tag) => state.change({ tag: tag ?? '' })}
        clearable
        searchable
      />
    </FilterBar>
  );
}

function ImportButton({ variant }: { variant: 'default' | 'filled' }) {
  return (
    <Button component={Link} to="/imports/new" variant={variant} leftSection={<IconFileImport size={16} aria-hidden />}>
      {t('audience.import')}
    </Button>
  );
}

export function Page() {
  const state = useTableState();
  const mayEdit = useCan('audience.edit');
  const mayImport = useCan('audience.import');
  const segment = state.filter('segment');
  const tag = state.filter('tag');
  const list = useContacts({ search: state.search, segment, tag, sort: state.sort, cursor: state.cursor });
  return (
    <Skeleton
      title={t('audience.title')}
      purpose={t('audience.purpose')}
      actions={
        <>
          {mayImport && <ImportButton variant="default" />}
          {mayEdit && (
            <Button component={Link} to="/audience/new" leftSection={<IconUserPlus size={16} aria-hidden />}>
              {t('audience.add')}
            </Button>
          )}
        </>
      }
    >
      <Filters state={state} />
      <DataTable
        label={t('audience.list')}
        columns={columns}
        list={list}
        state={state}
        isFiltered={segment !== '' || tag !== ''}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/audience/${id}`}
        empty={
          <EmptyState
            icon={IconUsers}
            sentence={t('audience.empty')}
            help="imports"
            {...(mayImport ? { action: <ImportButton variant="filled" /> } : {})}
          />
        }
      />
    </Skeleton>
  );
}
