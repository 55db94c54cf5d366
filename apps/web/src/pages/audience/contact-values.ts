import type { Contact } from '../../api/contacts';
import type { AnyField } from '../../api/fields';
import { formatDate, formatDateTime, formatExactNumber } from '../../kit/format';
import { listOf, t } from '../../messages';

/** A field of a contact, wherever it stands there. */
export function valueOf(contact: Contact, field: AnyField): unknown {
  return field.isSystem ? contact[field.key] : contact.fields[field.key];
}

export function showValue(value: unknown, field: AnyField): string {
  if (typeof value === 'boolean') return value ? t('fields.yes') : t('fields.no');
  if (typeof value === 'number') return formatExactNumber(value);
  if (Array.isArray(value)) return listOf(value.map(String));
  const text = String(value);
  if (field.type === 'date') return formatDate(text);
  return field.type === 'datetime' ? formatDateTime(text) : text;
}
