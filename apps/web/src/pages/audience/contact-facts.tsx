import { Text } from '@mantine/core';

import type { Contact } from '../../api/contacts';
import { useAllFields } from '../../api/fields';
import type { AnyField } from '../../api/fields';
import { formatDate, formatDateTime, formatExactNumber } from '../../kit/format';
import { Section } from '../../kit/page';
import { listOf, t } from '../../messages';
import classes from './audience.module.css';

function valueOf(contact: Contact, field: AnyField): unknown {
  return field.isSystem ? contact[field.key] : contact.fields[field.key];
}

function show(value: unknown, field: AnyField): string {
  if (typeof value === 'boolean') return value ? t('fields.yes') : t('fields.no');
  if (typeof value === 'number') return formatExactNumber(value);
  if (Array.isArray(value)) return listOf(value.map(String));
  const text = String(value);
  if (field.type === 'date') return formatDate(text);
  return field.type === 'datetime' ? formatDateTime(text) : text;
}

/** What is known about a person; what is not known takes no room. */
export function ContactFacts({ contact }: { contact: Contact }) {
  const known = useAllFields().filter((field) => {
    const value = valueOf(contact, field);
    return value !== null && value !== undefined && value !== '';
  });
  return (
    <Section title={t('contact.details')}>
      {known.length === 0 && !contact.external_id && <Text c="dimmed">{t('contact.noDetails')}</Text>}
      <dl className={classes['facts']}>
        {contact.external_id && (
          <>
            <dt>{t('fields.external_id')}</dt>
            <dd>{contact.external_id}</dd>
          </>
        )}
        {known.map((field) => (
          <FactRow key={field.key} label={field.label} value={show(valueOf(contact, field), field)} />
        ))}
      </dl>
    </Section>
  );
}

function FactRow({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
