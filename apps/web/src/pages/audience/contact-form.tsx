import { MultiSelect, SimpleGrid, TagsInput, TextInput } from '@mantine/core';

import type { Contact, ContactInput, FieldValue } from '../../api/contacts';
import { systemFields, useCustomFields } from '../../api/fields';
import type { AnyField } from '../../api/fields';
import { useTags } from '../../api/tags';
import { TRACKING_TOPIC, useTopics } from '../../api/topics';
import { atMost, emailAddress, errorsOf } from '../../kit/checks';
import { Form, useForm } from '../../kit/form';
import type { FormHandle } from '../../kit/form';
import { FormGroup } from '../../kit/form-group';
import { t } from '../../messages';
import { FieldInput } from './field-input';

const LONGEST = 1000;

interface Values {
  email: string;
  external_id: string;
  system: Record<string, FieldValue>;
  fields: Record<string, FieldValue>;
  tags: string[];
  topics: string[];
}

function initialValues(contact?: Contact): Values {
  const system = Object.fromEntries(systemFields.map(({ key }) => [key, (contact?.[key] ?? null) as FieldValue]));
  return {
    email: contact?.email ?? '',
    external_id: contact?.external_id ?? '',
    system,
    fields: { ...contact?.fields },
    tags: [],
    topics: [],
  };
}

/** '' and nothing mean the same: the value is cleared. */
function sent(value: FieldValue): FieldValue {
  return value === '' || (Array.isArray(value) && value.length === 0) ? null : value;
}

function changedOnly(now: Record<string, FieldValue>, before: Record<string, FieldValue>): Record<string, FieldValue> {
  const entries = Object.entries(now).filter(([key, value]) => {
    return JSON.stringify(sent(value)) !== JSON.stringify(sent(before[key] ?? null));
  });
  return Object.fromEntries(entries.map(([key, value]) => [key, sent(value)]));
}

function toInput(values: Values, before: Values): ContactInput {
  const fields = changedOnly(values.fields, before.fields);
  const { email, external_id } = values;
  return {
    ...changedOnly({ email, external_id }, { email: before.email, external_id: before.external_id }),
    ...changedOnly(values.system, before.system),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(values.tags.length === 0 ? {} : { tags: values.tags }),
    ...(values.topics.length === 0
      ? {}
      : { consents: Object.fromEntries(values.topics.map((topic) => [topic, 'subscribed'])) }),
  };
}

function check(values: Values) {
  const missing = values.email.trim() === '' && values.external_id.trim() === '';
  return errorsOf({
    email: missing ? t('contact.needsIdentity') : values.email.trim() !== '' && emailAddress(values.email),
    external_id: atMost(LONGEST, values.external_id),
  });
}

interface FieldGroupProps {
  title: string;
  fields: AnyField[];
  form: FormHandle<Values>;
  part: 'system' | 'fields';
}

function FieldGroup({ title, fields, form, part }: FieldGroupProps) {
  return (
    <FormGroup title={title}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        {fields.map((field) => (
          <FieldInput
            key={field.key}
            field={field}
            value={form.values[part][field.key] ?? null}
            error={form.errors[field.key]}
            onChange={(value) => form.set(part, { ...form.values[part], [field.key]: value })}
          />
        ))}
      </SimpleGrid>
    </FormGroup>
  );
}

function SignUpGroup({ form }: { form: FormHandle<Values> }) {
  const tags = useTags().data?.data ?? [];
  const topics = useTopics().data?.data ?? [];
  return (
    <FormGroup title={t('contact.atSignUp')}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TagsInput
          label={t('contact.tags')}
          description={t('contact.tagsHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={tags.map(({ name }) => name)}
          {...form.pick('tags')}
        />
        <MultiSelect
          label={t('contact.subscribe')}
          description={t('contact.subscribeHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={topics
            .filter(({ slug }) => slug !== TRACKING_TOPIC)
            .map(({ slug, name }) => ({ value: slug, label: name }))}
          {...form.pick('topics')}
        />
      </SimpleGrid>
    </FormGroup>
  );
}

interface ContactFormProps {
  contact?: Contact;
  save: (input: ContactInput) => Promise<unknown>;
  onCancel: () => void;
}

/** One person: identity, system fields, the organisation's own fields. */
export function ContactForm({ contact, save, onCancel }: ContactFormProps) {
  const custom = useCustomFields();
  const before = initialValues(contact);
  const form = useForm<Values>({
    initial: before,
    check,
    names: [...systemFields, ...custom].map(({ key }) => key),
    save: (values) => save(toInput(values, before)),
  });
  return (
    <Form
      form={form}
      action={contact ? t('actions.save') : t('audience.add')}
      failed={t('contact.saveFailed')}
      onCancel={onCancel}
    >
      <FormGroup title={t('contact.identity')}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
          <TextInput label={t('fields.email')} type="email" {...form.text('email')} autoFocus={!contact} />
          <TextInput label={t('fields.external_id')} {...form.text('external_id')} />
        </SimpleGrid>
      </FormGroup>
      <FieldGroup title={t('contact.person')} fields={systemFields} form={form} part="system" />
      {custom.length > 0 && <FieldGroup title={t('contact.ownFields')} fields={custom} form={form} part="fields" />}
      {!contact && <SignUpGroup form={form} />}
    </Form>
  );
}
