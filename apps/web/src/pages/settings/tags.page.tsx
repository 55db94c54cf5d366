import { Button, Modal, TextInput } from '@mantine/core';
import { IconPlus, IconTag } from '@tabler/icons-react';
import { useState } from 'react';

import { useChangeTag, useCreateTag, useRemoveTag, useTags } from '../../api/tags';
import type { Tag } from '../../api/tags';
import { atMost, errorsOf, required } from '../../kit/checks';
import { ColorChoice } from '../../kit/color-choice';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Form, useForm } from '../../kit/form';
import { formatNumber } from '../../kit/format';
import { Label } from '../../kit/label';
import { RowActions } from '../../kit/row-actions';
import { toast } from '../../kit/toast';
import { useRemoveDialog } from '../../kit/use-remove-dialog';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import { SettingsFrame } from './settings-frame';

const LONGEST_NAME = 200;

const name: Column<Tag> = {
  key: 'name',
  header: t('tags.columns.name'),
  cell: (tag) => <Label name={tag.name} color={tag.color} />,
  card: 'title',
  width: 60,
};

const contacts: Column<Tag> = {
  key: 'contacts',
  header: t('tags.columns.contacts'),
  cell: (tag) => tag.contacts !== undefined && formatNumber(tag.contacts),
  align: 'right',
  card: 'fact',
};

function TagForm({ tag, onClose }: { tag: Tag | undefined; onClose: () => void }) {
  const create = useCreateTag();
  const change = useChangeTag();
  const form = useForm<{ name: string; color: string | null }>({
    initial: { name: tag?.name ?? '', color: tag?.color ?? null },
    check: (values) => errorsOf({ name: required(values.name) ?? atMost(LONGEST_NAME, values.name) }),
    save: async (values) => {
      const input = { name: values.name.trim(), color: values.color };
      await (tag ? change.mutateAsync({ id: tag.id, ...input }) : create.mutateAsync(input));
      toast.done(t('tags.saved', { name: input.name }));
      onClose();
    },
  });
  return (
    <Form form={form} action={tag ? t('actions.save') : t('tags.add')} failed={t('tags.saveFailed')} onCancel={onClose}>
      <TextInput label={t('tags.name')} data-autofocus {...form.text('name')} />
      <ColorChoice label={t('tags.color')} value={form.values.color} onChange={(color) => form.set('color', color)} />
    </Form>
  );
}

function TagActions({ tag, onEdit }: { tag: Tag; onEdit: () => void }) {
  const ask = useRemoveDialog(useRemoveTag());
  return (
    <RowActions
      edit={{ label: t('tags.edit', { name: tag.name }), onClick: onEdit }}
      remove={{
        label: t('tags.remove', { name: tag.name }),
        onClick: () =>
          void ask(tag.id, {
            title: t('tags.removeTitle', { name: tag.name }),
            body: t('tags.removeBody'),
            action: t('tags.removeAction'),
            done: t('tags.removed', { name: tag.name }),
            failed: t('tags.removeFailed', { name: tag.name }),
          }),
      }}
    />
  );
}

export function Page() {
  const [editing, setEditing] = useState<Tag | 'new'>();
  const mayEdit = useCan('segments.edit');
  const list = useTags();
  const isCounted = list.data?.data.some((tag) => tag.contacts !== undefined) === true;
  const close = () => setEditing(undefined);
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('tags.add')}
    </Button>
  );
  const tag = editing === 'new' ? undefined : editing;
  return (
    <SettingsFrame
      title={t('settings.parts.tags')}
      purpose={t('tags.purpose')}
      actions={mayEdit ? addButton : undefined}
    >
      <DataTable
        label={t('tags.list')}
        columns={isCounted ? [name, contacts] : [name]}
        list={list}
        rowKey={({ id }) => id}
        rowTo={(each) => `/audience?tag=${encodeURIComponent(each.name)}`}
        {...(mayEdit ? { rowActions: (each: Tag) => <TagActions tag={each} onEdit={() => setEditing(each)} /> } : {})}
        empty={<EmptyState icon={IconTag} sentence={t('tags.empty')} help="contacts" action={addButton} />}
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={tag ? t('tags.editTitle', { name: tag.name }) : t('tags.addTitle')}
      >
        {editing !== undefined && <TagForm tag={tag} onClose={close} />}
      </Modal>
    </SettingsFrame>
  );
}
