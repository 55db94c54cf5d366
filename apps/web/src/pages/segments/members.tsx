import { Stack } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';

import type { Contact } from '../../api/contacts';
import { useSegmentMembers } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { RelativeTime } from '../../kit/relative-time';
import { useTableState } from '../../kit/table-state';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { ContactCell } from '../audience/contact-cell';
import { TagList } from '../audience/tag-list';
import { AddMember, RemoveMember } from './static-members';

const columns: Column<Contact>[] = [
  {
    key: 'contact',
    header: t('audience.columns.contact'),
    cell: (contact) => <ContactCell contact={contact} />,
    card: 'title',
    width: 45,
  },
  { key: 'tags', header: t('audience.columns.tags'), cell: ({ tags }) => <TagList tags={tags} /> },
  {
    key: 'entered',
    header: t('segments.entered'),
    cell: ({ entered_at }) => entered_at !== undefined && <RelativeTime at={entered_at} dimmed />,
    align: 'right',
    card: 'aside',
  },
];

/** Who is in it now; of a list that is kept by hand they can be added and taken out here. */
export function Members({ segment }: { segment: Segment }) {
  const state = useTableState();
  const mayEdit = useCan('segments.edit');
  const members = useSegmentMembers(segment.id, state.cursor);
  const isEditable = segment.kind === 'static' && mayEdit && segment.archived_at == null;
  return (
    <Stack gap="sm">
      {isEditable && <AddMember segment={segment.id} />}
      <DataTable
        label={t('segments.members')}
        columns={columns}
        list={members}
        state={state}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/audience/${id}`}
        {...(isEditable
          ? { rowActions: (contact: Contact) => <RemoveMember segment={segment.id} contact={contact} /> }
          : {})}
        empty={
          <EmptyState
            icon={IconUsersGroup}
            sentence={segment.kind === 'static' ? t('segments.noMembersStatic') : t('segments.noMembers')}
          />
        }
      />
    </Stack>
  );
}
