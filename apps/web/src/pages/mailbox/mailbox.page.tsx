import '../../kit/mail/mail-words';

import { IconMailbox } from '@tabler/icons-react';

import { useMails } from '../../api/mailbox';
import type { MailSummary } from '../../api/mailbox';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { formatBytes } from '../../kit/format';
import { FilterBar, Page as Skeleton } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { SearchInput } from '../../kit/search-input';
import { useTableState } from '../../kit/table-state';
import { t } from '../../messages';

const columns: Column<MailSummary>[] = [
  {
    key: 'subject',
    header: t('mailbox.columns.subject'),
    cell: ({ subject }) => subject ?? t('mailbox.noSubject'),
    card: 'title',
    width: 45,
  },
  { key: 'to', header: t('mailbox.columns.to'), cell: ({ to }) => <Address>{to}</Address>, card: 'fact', width: 30 },
  { key: 'size', header: t('mailbox.columns.size'), cell: ({ size }) => formatBytes(size), align: 'right' },
  {
    key: 'received',
    header: t('mailbox.columns.received'),
    cell: ({ received_at }) => <RelativeTime at={received_at} dimmed />,
    align: 'right',
    card: 'aside',
  },
];

export function Page() {
  const state = useTableState();
  const list = useMails({ search: state.search, cursor: state.cursor });
  return (
    <Skeleton title={t('mailbox.title')} purpose={t('mailbox.purpose')}>
      <FilterBar>
        <SearchInput label={t('mailbox.search')} value={state.search} onChange={(search) => state.change({ search })} />
      </FilterBar>
      <DataTable
        label={t('mailbox.list')}
        columns={columns}
        list={list}
        state={state}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/mailbox/${id}`}
        empty={<EmptyState icon={IconMailbox} sentence={t('mailbox.empty')} help="mailbox" />}
      />
    </Skeleton>
  );
}
