import './people-words';

import { Anchor, Button, Code, Modal, Select, TextInput } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Navigate } from 'react-router';

import { useCreateKey, useKeys, useRemoveKey } from '../../api/keys';
import type { ApiKey, NewApiKey } from '../../api/keys';
import type { Role } from '../../api/session';
import { ROLES } from '../../api/users';
import { atMost, errorsOf, required } from '../../kit/checks';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Form, useForm } from '../../kit/form';
import { RelativeTime } from '../../kit/relative-time';
import { RowActions } from '../../kit/row-actions';
import { ShownOnce } from '../../kit/shown-once';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { SettingsFrame } from './settings-frame';

const LONGEST_NAME = 200;

const columns: Column<ApiKey>[] = [
  { key: 'name', header: t('keys.columns.name'), cell: ({ name }) => name, card: 'title', width: 30 },
  { key: 'prefix', header: t('keys.columns.begins'), cell: ({ prefix }) => <Code>{prefix}…</Code> },
  { key: 'role', header: t('keys.columns.role'), cell: ({ role }) => t(`roles.${role}`), card: 'fact' },
  {
    key: 'used',
    header: t('keys.columns.used'),
    cell: ({ last_used_at: at }) => (at === null ? t('time.never') : <RelativeTime at={at} dimmed />),
    card: 'fact',
  },
  { key: 'made', header: t('keys.columns.made'), cell: ({ created_at }) => <RelativeTime at={created_at} dimmed /> },
];

function KeyForm({ onMade, onClose }: { onMade: (key: NewApiKey) => void; onClose: () => void }) {
  const create = useCreateKey();
  const form = useForm<{ name: string; role: Role }>({
    initial: { name: '', role: 'marketer' },
    check: ({ name }) => errorsOf({ name: required(name) ?? atMost(LONGEST_NAME, name) }),
    save: async ({ name, role }) => {
      onMade(await create.mutateAsync({ name: name.trim(), role }));
    },
  });
  return (
    <Form form={form} action={t('keys.addAction')} failed={t('keys.addFailed')} onCancel={onClose}>
      <TextInput
        label={t('keys.name')}
        description={t('keys.nameHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
        {...form.text('name')}
      />
      <Select
        label={t('keys.role')}
        description={t(`people.roleHelp.${form.values.role}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={ROLES.map((value) => ({ value, label: t(`roles.${value}`) }))}
        {...form.pick('role')}
        onChange={(role) => form.set('role', role ?? 'marketer')}
        allowDeselect={false}
      />
    </Form>
  );
}

function KeyActions({ apiKey }: { apiKey: ApiKey }) {
  const ask = useRemoveDialog(useRemoveKey());
  const { id, name } = apiKey;
  return (
    <RowActions
      remove={{
        label: t('keys.remove', { name }),
        onClick: () =>
          void ask(id, {
            title: t('keys.removeTitle', { name }),
            body: t('keys.removeBody'),
            action: t('keys.removeAction'),
            done: t('keys.removed', { name }),
            failed: t('keys.removeFailed'),
          }),
      }}
    />
  );
}

export function Page() {
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<NewApiKey>();
  const list = useKeys();
  if (!useCan('settings.edit')) return <Navigate to="/settings/account" replace />;
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('keys.add')}
    </Button>
  );
  return (
    <SettingsFrame title={t('settings.parts.keys')} purpose={t('keys.purpose')} actions={addButton}>
      <DataTable
        label={t('keys.list')}
        columns={columns}
        list={list}
        rowKey={({ id }) => id}
        rowActions={(key) => <KeyActions apiKey={key} />}
        empty={<EmptyState icon={IconKey} sentence={t('keys.empty')} help="keys" action={addButton} />}
      />
      <Anchor href="/api/docs" target="_blank" rel="noreferrer">
        {t('keys.reference')}
      </Anchor>
      <Modal opened={isAdding} onClose={() => setAdding(false)} title={t('keys.addTitle')}>
        {isAdding && (
          <KeyForm
            onMade={(key) => {
              setAdding(false);
              setMade(key);
            }}
            onClose={() => setAdding(false)}
          />
        )}
      </Modal>
      {made && (
        <ShownOnce
          title={t('keys.shownTitle')}
          body={t('keys.shownBody')}
          label={t('keys.shownLabel')}
          secret={made.key}
          done={t('keys.shownDone')}
          onClose={() => setMade(undefined)}
        />
      )}
    </SettingsFrame>
  );
}
