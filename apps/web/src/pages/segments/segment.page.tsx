import { ActionIcon, Button, Code, Menu, Stack, Text } from '@mantine/core';
import { IconDots, IconPencil, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';

import type { Contact } from '../../api/contacts';
import { useRemoveSegment, useSegment, useSegmentMembers } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { ConditionWords } from '../../kit/conditions/condition-words';
import { useConfirm } from '../../kit/confirm';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Mark } from '../../kit/label';
import { Page as Skeleton, Section } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { RelativeTime } from '../../kit/relative-time';
import { useRouteId } from '../../kit/route-id';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { toast } from '../../kit/toast';
import { Rich, t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { ContactCell } from '../audience/contact-cell';
import { TagList } from '../audience/tag-list';
import classes from './segments.module.css';
import { AddMember, RemoveMember } from './static-members';

const memberColumns: Column<Contact>[] = [
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

function Actions({ segment }: { segment: Segment }) {
  const confirm = useConfirm();
  const navigate = useNavigate();
  const remove = useRemoveSegment();
  const { id, name, count } = segment;
  const askAndDelete = async () => {
    const yes = await confirm({
      title: t('segments.deleteTitle', { name }),
      body: t('segments.deleteBody', { count }),
      action: t('segments.deleteAction'),
      dangerous: true,
    });
    if (!yes) return;
    remove.mutate(id, {
      onSuccess: () => {
        toast.done(t('segments.deleted', { name }));
        void navigate('/segments');
      },
      onError: (error) => toast.failed(t('segments.deleteFailed', { name }), error),
    });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('actions.more')}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void askAndDelete()}>
            {t('segments.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button component={Link} to={`/segments/${id}/edit`} leftSection={<IconPencil size={16} aria-hidden />}>
        {t('segments.edit')}
      </Button>
    </>
  );
}

function Members({ segment }: { segment: Segment }) {
  const state = useTableState();
  const mayEdit = useCan('segments.edit');
  const members = useSegmentMembers(segment.id, state.cursor);
  const isEditable = segment.kind === 'static' && mayEdit;
  return (
    <Stack gap="sm">
      {isEditable && <AddMember segment={segment.id} />}
      <DataTable
        label={t('segments.members')}
        columns={memberColumns}
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

function Uses({ segment }: { segment: Segment }) {
  if (segment.used_by === undefined || segment.used_by.length === 0) return null;
  return (
    <Section title={t('segments.use')}>
      <ul className={classes['uses']}>
        {segment.used_by.map(({ kind, id, name }) => (
          <li key={`${kind}:${id}`}>
            <Text>{name ?? `${kind} ${id}`}</Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function View({ segment }: { segment: Segment }) {
  const mayEdit = useCan('segments.edit');
  return (
    <Skeleton
      title={segment.name}
      badge={
        <>
          <Mark color={segment.color} />
          {segment.status === 'building' && <StateBadge state="building" />}
        </>
      }
      back={{ to: '/segments', label: t('segments.title') }}
      {...(mayEdit ? { actions: <Actions segment={segment} /> } : {})}
    >
      {segment.description && <Text c="dimmed">{segment.description}</Text>}
      <div className={classes['top']}>
        <Section title={t('segments.definition')}>
          {segment.kind === 'static' ? (
            <Text>{t('segments.kinds.static')}</Text>
          ) : (
            <ConditionWords condition={segment.condition} />
          )}
        </Section>
        <Section title={t('segments.members')}>
          <div className={classes['size']}>{t('segments.size', { count: segment.count })}</div>
          <Text size="xs" c="dimmed">
            <Rich id="segments.slug" values={{ slug: <Code>{segment.slug}</Code> }} />
          </Text>
        </Section>
      </div>
      <Uses segment={segment} />
      <Members segment={segment} />
    </Skeleton>
  );
}

/** Who is in it, why, how many, and where it is used. */
export function Page() {
  const segment = useSegment(useRouteId());
  return (
    <QueryView query={segment} failed={t('segments.failed')}>
      {(data) => <View segment={data} />}
    </QueryView>
  );
}
