import { ActionIcon, Badge, Button, Group, Menu, Modal, Textarea, TextInput } from '@mantine/core';
import {
  IconAt,
  IconDots,
  IconPencil,
  IconPlugConnected,
  IconPlus,
  IconStar,
  IconTrash,
  IconWorldCheck,
} from '@tabler/icons-react';
import { useState } from 'react';

import { useChangeSender, useCreateSender, useRemoveSender, useSenders, useVerifySender } from '../../api/senders';
import type { Sender, SenderCheck } from '../../api/senders';
import { atMost, emailAddress, errorsOf, required } from '../../kit/checks';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Form, useForm } from '../../kit/form';
import { toast } from '../../kit/toast';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { SenderDomainDrawer } from './sender-domain';
import { SettingsFrame } from './settings-frame';

const HELP_BELOW: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
const LONGEST_NAME = 200;
const LONGEST_ADDRESS = 1000;

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
    width: 36,
  },
  { key: 'email', header: t('senders.columns.email'), cell: ({ email }) => email, card: 'fact' },
  { key: 'replies', header: t('senders.columns.replies'), cell: ({ reply_to, email }) => reply_to ?? email },
];

interface Values {
  name: string;
  email: string;
  reply_to: string;
  postal_address: string;
  return_path_domain: string;
}

const OPTIONAL = ['reply_to', 'postal_address', 'return_path_domain'] as const;

function SenderForm({ sender, onClose }: { sender: Sender | undefined; onClose: () => void }) {
  const create = useCreateSender();
  const change = useChangeSender();
  const form = useForm<Values>({
    initial: {
      name: sender?.name ?? '',
      email: sender?.email ?? '',
      reply_to: sender?.reply_to ?? '',
      postal_address: sender?.postal_address ?? '',
      return_path_domain: sender?.return_path_domain ?? '',
    },
    check: ({ name, email, reply_to, postal_address }) =>
      errorsOf({
        name: required(name) ?? atMost(LONGEST_NAME, name),
        email: emailAddress(email),
        reply_to: reply_to !== '' && emailAddress(reply_to),
        postal_address: atMost(LONGEST_ADDRESS, postal_address),
      }),
    save: async (values) => {
      const given = OPTIONAL.filter((key) => values[key].trim() !== '' || (sender?.[key] ?? null) !== null);
      const optional = Object.fromEntries(given.map((key) => [key, values[key].trim() || null]));
      const input = { name: values.name.trim(), email: values.email.trim(), ...optional };
      await (sender ? change.mutateAsync({ id: sender.id, ...input }) : create.mutateAsync(input));
      toast.done(t('senders.saved', { name: input.name }));
      onClose();
    },
  });
  return (
    <Form
      form={form}
      action={sender ? t('actions.save') : t('senders.add')}
      failed={t('senders.saveFailed')}
      onCancel={onClose}
    >
      <TextInput
        label={t('senders.name')}
        description={t('senders.nameHelp')}
        inputWrapperOrder={HELP_BELOW}
        data-autofocus
        {...form.text('name')}
      />
      <TextInput label={t('senders.email')} type="email" {...form.text('email')} />
      <TextInput
        label={t('senders.replyTo')}
        description={t('senders.replyToHelp')}
        inputWrapperOrder={HELP_BELOW}
        type="email"
        {...form.text('reply_to')}
      />
      <Textarea
        label={t('senders.address')}
        description={t('senders.addressHelp')}
        inputWrapperOrder={HELP_BELOW}
        autosize
        minRows={2}
        {...form.text('postal_address')}
      />
      <TextInput
        label={t('senders.returnPath')}
        description={t('senders.returnPathHelp')}
        inputWrapperOrder={HELP_BELOW}
        {...form.text('return_path_domain')}
      />
    </Form>
  );
}

interface SenderMenuProps {
  sender: Sender;
  onEdit: () => void;
  onDomain: () => void;
}

function SenderMenu({ sender, onEdit, onDomain }: SenderMenuProps) {
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
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
          {t('senders.edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconWorldCheck size={16} aria-hidden />} onClick={onDomain}>
          {t('senders.domain.menu')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPlugConnected size={16} aria-hidden />} onClick={check}>
          {t('senders.verify')}
        </Menu.Item>
        {sender.is_default !== true && (
          <Menu.Item leftSection={<IconStar size={16} aria-hidden />} onClick={makeDefault}>
            {t('senders.makeDefault')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
          {t('senders.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Says whether the mail server takes mail of the sender. */
function showCheck(name: string, { ok, response }: SenderCheck): void {
  if (ok) toast.done(t('senders.verified', { name }));
  else toast.warn(response ? t('senders.refused', { name, reason: response }) : t('senders.refusedPlain', { name }));
}

export function Page() {
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
        list={useSenders()}
        rowKey={({ id }) => id}
        {...(mayEdit
          ? {
              rowActions: (each: Sender) => (
                <SenderMenu sender={each} onEdit={() => setEditing(each)} onDomain={() => setLooking(each)} />
              ),
            }
          : {})}
        empty={<EmptyState icon={IconAt} sentence={t('senders.empty')} help="senders" action={addButton} />}
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={sender ? t('senders.editTitle', { name: sender.name }) : t('senders.addTitle')}
      >
        {editing !== undefined && <SenderForm sender={sender} onClose={close} />}
      </Modal>
      <SenderDomainDrawer sender={looking} onClose={() => setLooking(undefined)} />
    </SettingsFrame>
  );
}
