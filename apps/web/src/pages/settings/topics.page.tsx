import { Button, Code, Modal, TextInput } from '@mantine/core';
import { IconMessages, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { TRACKING_TOPIC, useChangeTopic, useCreateTopic, useRemoveTopic, useTopics } from '../../api/topics';
import type { Topic } from '../../api/topics';
import { atMost, errorsOf, required } from '../../kit/checks';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Form, useForm } from '../../kit/form';
import { RowActions } from '../../kit/row-actions';
import { toast } from '../../kit/toast';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { SettingsFrame } from './settings-frame';

const LONGEST_NAME = 100;

const columns: Column<Topic>[] = [
  { key: 'name', header: t('topics.columns.name'), cell: ({ name }) => name, card: 'title', width: 50 },
  { key: 'slug', header: t('topics.columns.slug'), cell: ({ slug }) => <Code>{slug}</Code>, card: 'fact' },
];

function TopicForm({ topic, onClose }: { topic: Topic | undefined; onClose: () => void }) {
  const create = useCreateTopic();
  const change = useChangeTopic();
  const form = useForm({
    initial: { name: topic?.name ?? '' },
    check: ({ name }) => errorsOf({ name: required(name) ?? atMost(LONGEST_NAME, name) }),
    save: async (values) => {
      const name = values.name.trim();
      await (topic ? change.mutateAsync({ id: topic.id, name }) : create.mutateAsync({ name }));
      toast.done(t('topics.saved', { name }));
      onClose();
    },
  });
  return (
    <Form
      form={form}
      action={topic ? t('actions.save') : t('topics.add')}
      failed={t('topics.saveFailed')}
      onCancel={onClose}
    >
      <TextInput
        label={t('topics.name')}
        description={t('topics.nameHelp')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
        {...form.text('name')}
      />
    </Form>
  );
}

function TopicActions({ topic, onEdit }: { topic: Topic; onEdit: () => void }) {
  const ask = useRemoveDialog(useRemoveTopic());
  const { id, name } = topic;
  if (topic.slug === TRACKING_TOPIC) return t('topics.reserved');
  return (
    <RowActions
      edit={{ label: t('topics.rename', { name }), onClick: onEdit }}
      remove={{
        label: t('topics.remove', { name }),
        onClick: () =>
          void ask(id, {
            title: t('topics.removeTitle', { name }),
            body: t('topics.removeBody'),
            action: t('topics.removeAction'),
            done: t('topics.removed', { name }),
            failed: t('topics.removeFailed', { name }),
            typeToConfirm: name,
          }),
      }}
    />
  );
}

export function Page() {
  const [editing, setEditing] = useState<Topic | 'new'>();
  const mayEdit = useCan('mailing.edit');
  const close = () => setEditing(undefined);
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('topics.add')}
    </Button>
  );
  const topic = editing === 'new' ? undefined : editing;
  return (
    <SettingsFrame
      title={t('settings.parts.topics')}
      purpose={t('topics.purpose')}
      actions={mayEdit ? addButton : undefined}
    >
      <DataTable
        label={t('topics.list')}
        columns={columns}
        list={useTopics()}
        rowKey={({ id }) => id}
        {...(mayEdit
          ? { rowActions: (each: Topic) => <TopicActions topic={each} onEdit={() => setEditing(each)} /> }
          : {})}
        empty={<EmptyState icon={IconMessages} sentence={t('topics.empty')} help="senders" action={addButton} />}
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={topic ? t('topics.editTitle', { name: topic.name }) : t('topics.addTitle')}
      >
        {editing !== undefined && <TopicForm topic={topic} onClose={close} />}
      </Modal>
    </SettingsFrame>
  );
}
