import './pace-words';

import { ActionIcon, Badge, Button, Group, Menu, Modal } from '@mantine/core';
import {
  IconAt,
  IconDots,
  IconGauge,
  IconPencil,
  IconPlugConnected,
  IconPlus,
  IconStar,
  IconTrash,
  IconWorldCheck,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useSearchParams } from 'react-router';

import { useChangeSender, useRemoveSender, useSenders, useVerifySender } from '../../api/senders';
import type { Sender, SenderCheck } from '../../api/senders';
import { Address } from '../../kit/address';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { toast } from '../../kit/toast';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { SenderDomainDrawer } from './sender-domain';
import { SenderForm } from './sender-form';
import { TransportName } from './sender-transport';
import { SettingsFrame } from './settings-frame';

/** Few look at it, and it brings a form of its own. */
const SenderPaceDrawer = lazy(async () => ({ default: (await import('./sender-pace')).SenderPaceDrawer }));

const columns: Column<Sender>[] = [
  {
    key: 'name',
    header: t('senders.columns.name'),
    cell: ({ name, is_default }) => (
      <Group gap="xs">
        {name}
        {is_default === true && (
          <Badge variant="default" size="sm">
            {t('senders.isDefault')}
          </Badge>
        )}
      </Group>
    ),
    card: 'title',
    width: 22,
  },
  {
    key: 'email',
    header: t('senders.columns.email'),
    cell: ({ email }) => <Address>{email}</Address>,
    card: 'fact',
    width: 27,
  },
  {
    key: 'replies',
    header: t('senders.columns.replies'),
    cell: ({ reply_to, email }) => <Address>{reply_to ?? email}</Address>,
    width: 27,
  },
  {
    key: 'transport',
    header: t('senders.transport.column'),
    cell: ({ transport }) => <TransportName type={transport?.type} />,
    card: 'fact',
  },
];

interface SenderMenuProps {
  sender: Sender;
  /** Others look at records and pace alone. */
  mayEdit: boolean;
  onEdit: () => void;
  onDomain: () => void;
  onPace: () => void;
}

function SenderMenu({ sender, mayEdit, onEdit, onDomain, onPace }: SenderMenuProps) {
  const ask = useRemoveDialog(useRemoveSender());
  const change = useChangeSender();
  const verify = useVerifySender();
  const { id, name } = sender;
  const remove = () =>
    void ask(id, {
      title: t('senders.removeTitle', { name }),
      body: t('senders.removeBody'),
      action: t('senders.removeAction'),
      done: t('senders.removed', { name }),
      failed: t('senders.removeFailed', { name }),
    });
  const check = () =>
    verify.mutate(id, {
      onSuccess: (answer) => showCheck(name, answer),
      onError: (error) => toast.failed(t('senders.verifyFailed'), error),
    });
  const makeDefault = () =>
    change.mutate({ id, is_default: true }, { onError: (error) => toast.failed(t('senders.saveFailed'), error) });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('senders.menu', { name })} loading={verify.isPending}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayEdit && (
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
            {t('senders.edit')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconWorldCheck size={16} aria-hidden />} onClick={onDomain}>
          {t('senders.domain.menu')}
        </Menu.Item>
        <Menu.Item leftSection={<IconGauge size={16} aria-hidden />} onClick={onPace}>
          {t('pace.menu')}
        </Menu.Item>
        {mayEdit && (
          <Menu.Item leftSection={<IconPlugConnected size={16} aria-hidden />} onClick={check}>
            {t('senders.verify')}
          </Menu.Item>
        )}
        {mayEdit && sender.is_default !== true && (
          <Menu.Item leftSection={<IconStar size={16} aria-hidden />} onClick={makeDefault}>
            {t('senders.makeDefault')}
          </Menu.Item>
        )}
        {mayEdit && (
          <>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
              {t('senders.remove')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Says whether the mail server takes mail of the sender. */
function showCheck(name: string, { ok, response }: SenderCheck): void {
  if (ok) toast.done(t('senders.verified', { name, response }));
  else toast.warn(response ? t('senders.refused', { name, reason: response }) : t('senders.refusedPlain', { name }));
}

/** The drawer of the sender that the address names: `?pace=3`. */
function usePaceDrawer(senders: Sender[]) {
  const [parameters, setParameters] = useSearchParams();
  const id = Number(parameters.get('pace'));
  return {
    asked: parameters.has('pace'),
    sender: senders.find((each) => each.id === id),
    open: (sender: Sender) => setParameters({ pace: String(sender.id) }),
    close: () => setParameters({}),
  };
}

export function Page() {
  const senders = useSenders();
  const pace = usePaceDrawer(senders.data?.data ?? []);
  const [editing, setEditing] = useState<Sender | 'new'>();
  const [looking, setLooking] = useState<Sender>();
  const mayEdit = useCan('senders.edit');
  const close = () => setEditing(undefined);
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('senders.add')}
    </Button>
  );
  const sender = editing === 'new' ? undefined : editing;
  return (
    <SettingsFrame
      title={t('settings.parts.senders')}
      purpose={t('senders.purpose')}
      actions={mayEdit ? addButton : undefined}
    >
      <DataTable
        label={t('senders.list')}
        columns={columns}
        list={senders}
        rowKey={({ id }) => id}
        rowActions={(each) => (
          <SenderMenu
            sender={each}
            mayEdit={mayEdit}
            onEdit={() => setEditing(each)}
            onDomain={() => setLooking(each)}
            onPace={() => pace.open(each)}
          />
        )}
        empty={
          <EmptyState
            icon={IconAt}
            sentence={t('senders.empty')}
            help="senders"
            {...(mayEdit ? { action: addButton } : {})}
          />
        }
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={sender ? t('senders.editTitle', { name: sender.name }) : t('senders.addTitle')}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {editing !== undefined && <SenderForm sender={sender} onClose={close} />}
      </Modal>
      <SenderDomainDrawer sender={looking} onClose={() => setLooking(undefined)} />
      {pace.asked && (
        <Suspense>
          <SenderPaceDrawer sender={pace.sender} onClose={pace.close} />
        </Suspense>
      )}
    </SettingsFrame>
  );
}
