import './people-words';

import { ActionIcon, Button, Menu, Modal, Text } from '@mantine/core';
import {
  IconDots,
  IconKey,
  IconLock,
  IconLockOpen,
  IconPencil,
  IconTrash,
  IconUserPlus,
  IconUsers,
} from '@tabler/icons-react';
import { useState } from 'react';

import { useSession } from '../../api/session';
import { useChangeUser, useRemoveUser, useUserLink, useUsers } from '../../api/users';
import type { User } from '../../api/users';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { RelativeTime } from '../../kit/relative-time';
import { ShownOnce } from '../../kit/shown-once';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { InviteForm, PersonForm } from './person-form';
import { SettingsFrame } from './settings-frame';

function Who({ user }: { user: User }) {
  const isSelf = useSession().data?.user.id === user.id;
  return (
    <>
      {user.name}{' '}
      <Text span c="dimmed" fw={400}>
        {isSelf ? t('people.you') : <Address>{user.email}</Address>}
      </Text>
    </>
  );
}

const columns: Column<User>[] = [
  { key: 'name', header: t('people.columns.name'), cell: (user) => <Who user={user} />, card: 'title', width: 45 },
  { key: 'role', header: t('people.columns.role'), cell: ({ role }) => t(`roles.${role}`), card: 'fact' },
  {
    key: 'state',
    header: t('people.columns.state'),
    cell: ({ disabled }) => <StateBadge state={disabled ? 'disabled' : 'active'} />,
  },
  {
    key: 'since',
    header: t('people.columns.since'),
    cell: ({ created_at }) => <RelativeTime at={created_at} dimmed />,
    align: 'right',
  },
];

interface PersonMenuProps {
  user: User;
  onEdit: () => void;
  onLink: (link: string) => void;
}

function PersonMenu({ user, onEdit, onLink }: PersonMenuProps) {
  const change = useChangeUser();
  const makeLink = useUserLink();
  const ask = useRemoveDialog(useRemoveUser());
  const { id, name, disabled } = user;
  const remove = () =>
    void ask(id, {
      title: t('people.removeTitle', { name }),
      body: t('people.removeBody'),
      action: t('people.removeAction', { name }),
      done: t('people.removed', { name }),
      failed: t('people.removeFailed', { name }),
    });
  const failed = (title: string) => ({ onError: (error: Error) => toast.failed(title, error) });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('people.menu', { name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
          {t('people.editItem')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKey size={16} aria-hidden />}
          onClick={() =>
            makeLink.mutate(id, { onSuccess: ({ link }) => onLink(link), ...failed(t('people.linkFailed')) })
          }
        >
          {t('people.newPassword')}
        </Menu.Item>
        <Menu.Item
          leftSection={disabled ? <IconLockOpen size={16} aria-hidden /> : <IconLock size={16} aria-hidden />}
          onClick={() => change.mutate({ id, disabled: !disabled }, failed(t('people.saveFailed', { name })))}
        >
          {disabled ? t('people.enable') : t('people.disable')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
          {t('people.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface Link {
  name: string;
  link: string;
}

export function Page() {
  const [editing, setEditing] = useState<User | 'new'>();
  const [shown, setShown] = useState<Link>();
  const mayEdit = useCan('settings.edit');
  const close = () => setEditing(undefined);
  const inviteButton = (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('people.invite')}
    </Button>
  );
  const user = editing === 'new' ? undefined : editing;
  return (
    <SettingsFrame
      title={t('settings.parts.people')}
      purpose={t('people.purpose')}
      actions={mayEdit ? inviteButton : undefined}
    >
      <DataTable
        label={t('people.list')}
        columns={columns}
        list={useUsers()}
        rowKey={({ id }) => id}
        {...(mayEdit
          ? {
              rowActions: (each: User) => (
                <PersonMenu
                  user={each}
                  onEdit={() => setEditing(each)}
                  onLink={(link) => setShown({ name: each.name, link })}
                />
              ),
            }
          : {})}
        empty={<EmptyState icon={IconUsers} sentence={t('people.purpose')} />}
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={user ? t('people.edit', { name: user.name }) : t('people.inviteTitle')}
      >
        {user && <PersonForm user={user} onClose={close} />}
        {editing === 'new' && (
          <InviteForm
            onInvited={(invited) => {
              close();
              setShown(invited);
            }}
            onClose={close}
          />
        )}
      </Modal>
      {shown && (
        <ShownOnce
          title={t('people.linkTitle', { name: shown.name })}
          body={t('people.linkBody', { name: shown.name })}
          label={t('people.linkLabel')}
          secret={shown.link}
          done={t('people.linkDone')}
          onClose={() => setShown(undefined)}
        />
      )}
    </SettingsFrame>
  );
}
