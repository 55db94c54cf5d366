import './transactional-words';

import { Select } from '@mantine/core';

import { useTransactionalMails } from '../../api/messages';
import type { Message } from '../../api/messages';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { FilterBar, Page as Skeleton } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { SearchInput } from '../../kit/search-input';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { stateOf } from '../../kit/why/message-state';
import { t } from '../../messages';
import { HowToSend } from './how-to-send';
import { subjectOf } from './subject-of';

const STATES = ['sent', 'pending', 'sending', 'deferred', 'failed', 'skipped', 'unknown'] as const;

const columns: Column<Message>[] = [
  {
    key: 'to',
    header: t('transactional.columns.to'),
    cell: ({ recipient }) => <Address>{recipient ?? t('transactional.gone')}</Address>,
    card: 'title',
    width: 28,
  },
  {
    key: 'subject',
    header: t('transactional.columns.subject'),
    cell: subjectOf,
    card: 'fact',
    width: 32,
  },
  {
    key: 'template',
    header: t('transactional.columns.template'),
    cell: ({ template_name: name, template_id: id }) => name ?? t('transactional.noTemplate', { id: id ?? 0 }),
    card: 'fact',
  },
  {
    key: 'status',
    header: t('transactional.columns.status'),
    cell: (message) => <StateBadge state={stateOf(message)} />,
    card: 'aside',
  },
  {
    key: 'at',
    header: t('transactional.columns.at'),
    cell: ({ sent_at, created_at }) => <RelativeTime at={sent_at ?? created_at} dimmed />,
    align: 'right',
  },
];

export function Page() {
  const state = useTableState();
  const status = state.filter('status');
  const list = useTransactionalMails({ status, search: state.search, cursor: state.cursor });
  return (
    <Skeleton title={t('transactional.title')} purpose={t('transactional.purpose')}>
      <FilterBar>
        <SearchInput
          label={t('transactional.search')}
          value={state.search}
          onChange={(search) => state.change({ search })}
        />
        <Select
          aria-label={t('transactional.columns.status')}
          placeholder={t('transactional.allStates')}
          data={STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
          value={status || null}
          onChange={(next) => state.change({ status: next ?? '' })}
          clearable
        />
      </FilterBar>
      <DataTable
        label={t('transactional.list')}
        columns={columns}
        list={list}
        state={state}
        isFiltered={status !== ''}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/transactional/${id}`}
        empty={<HowToSend />}
      />
    </Skeleton>
  );
}
