import './own-field-words';

import { Button, Code, Modal, Select, TagsInput, TextInput } from '@mantine/core';
import { IconForms, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';

import {
  FIELD_TYPES,
  isSystemField,
  useChangeField,
  useCreateField,
  useFields,
  useRemoveField,
} from '../../api/fields';
import type { Field, FieldType } from '../../api/fields';
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
import { keyOf } from '../imports/targets';

const HELP_BELOW: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
const LONGEST_LABEL = 100;
const KEY = /^[a-z][a-z0-9_]{0,62}$/;

const columns: Column<Field>[] = [
  { key: 'label', header: t('ownFields.columns.label'), cell: ({ label }) => label, card: 'title', width: 40 },
  { key: 'key', header: t('ownFields.columns.key'), cell: ({ key }) => <Code>{key}</Code> },
  { key: 'type', header: t('ownFields.columns.type'), cell: ({ type }) => t(`fields.types.${type}`), card: 'fact' },
];

interface Values {
  label: string;
  key: string;
  type: FieldType;
  options: string[];
}

function FieldForm({ field, onClose }: { field: Field | undefined; onClose: () => void }) {
  const create = useCreateField();
  const change = useChangeField();
  const form = useForm<Values>({
    initial: {
      label: field?.label ?? '',
      key: field?.key ?? '',
      type: field?.type ?? 'text',
      options: field?.options ?? [],
    },
    check: ({ label, key }) =>
      errorsOf({
        label: required(label) ?? atMost(LONGEST_LABEL, label),
        key: !KEY.test(key === '' ? keyOf(label) : key) && t('ownFields.keyWrong'),
      }),
    save: async ({ label, key, type, options }) => {
      const isList = type === 'choice' || type === 'set';
      const words = { label: label.trim(), ...(isList ? { options } : {}) };
      await (field
        ? change.mutateAsync({ id: field.id, ...words })
        : create.mutateAsync({ options: [], ...words, key: key === '' ? keyOf(label) : key, type }));
      toast.done(t('ownFields.saved', { name: words.label }));
      onClose();
    },
  });
  const { type, label } = form.values;
  return (
    <Form
      form={form}
      action={field ? t('actions.save') : t('ownFields.add')}
      failed={t('ownFields.saveFailed')}
      onCancel={onClose}
    >
      <TextInput label={t('ownFields.label')} data-autofocus {...form.text('label')} />
      <TextInput
        label={t('ownFields.key')}
        description={t('ownFields.keyHelp')}
        inputWrapperOrder={HELP_BELOW}
        placeholder={label === '' ? '' : keyOf(label)}
        disabled={field !== undefined}
        {...form.text('key')}
      />
      <Select
        label={t('ownFields.type')}
        data={FIELD_TYPES.map((value) => ({ value, label: t(`fields.types.${value}`) }))}
        disabled={field !== undefined}
        {...form.pick('type')}
        onChange={(value) => form.set('type', value ?? 'text')}
        allowDeselect={false}
      />
      {(type === 'choice' || type === 'set') && (
        <TagsInput
          label={t('ownFields.options')}
          description={t('ownFields.optionsHelp')}
          inputWrapperOrder={HELP_BELOW}
          {...form.pick('options')}
        />
      )}
    </Form>
  );
}

function FieldActions({ field, onEdit }: { field: Field; onEdit: () => void }) {
  const ask = useRemoveDialog(useRemoveField());
  const name = field.label;
  return (
    <RowActions
      edit={{ label: t('ownFields.edit', { name }), onClick: onEdit }}
      remove={{
        label: t('ownFields.remove', { name }),
        onClick: () =>
          void ask(field.id, {
            title: t('ownFields.removeTitle', { name }),
            body: t('ownFields.removeBody'),
            action: t('ownFields.removeAction'),
            done: t('ownFields.removed', { name }),
            failed: t('ownFields.removeFailed', { name }),
            typeToConfirm: field.key,
          }),
      }}
    />
  );
}

export function Page() {
  const [editing, setEditing] = useState<Field | 'new'>();
  const mayEdit = useCan('segments.edit');
  const list = useFields();
  const close = () => setEditing(undefined);
  const addButton = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('ownFields.add')}
    </Button>
  );
  const own = list.data && { ...list.data, data: list.data.data.filter(({ key }) => !isSystemField(key)) };
  const field = editing === 'new' ? undefined : editing;
  return (
    <SettingsFrame
      title={t('settings.parts.fields')}
      purpose={t('ownFields.purpose')}
      actions={mayEdit ? addButton : undefined}
    >
      <DataTable
        label={t('ownFields.list')}
        columns={columns}
        list={{ ...list, data: own }}
        rowKey={({ id }) => id}
        {...(mayEdit
          ? { rowActions: (each: Field) => <FieldActions field={each} onEdit={() => setEditing(each)} /> }
          : {})}
        empty={<EmptyState icon={IconForms} sentence={t('ownFields.empty')} help="contacts" action={addButton} />}
      />
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={field ? t('ownFields.editTitle', { name: field.label }) : t('ownFields.addTitle')}
      >
        {editing !== undefined && <FieldForm field={field} onClose={close} />}
      </Modal>
    </SettingsFrame>
  );
}
