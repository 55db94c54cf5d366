import { anyOf, listOf, t } from '../../messages';
import { readDuration } from '../duration-input';
import { formatDate, formatDateTime, formatExactNumber } from '../format';
import { textOf } from './condition';
import { isReference, operandKindOf } from './operators';

/** `2d` → 2 days. */
export function durationWords(text: unknown): string {
  const { amount, unit } = readDuration(text);
  return amount === undefined ? textOf(text) : t(`conditions.words.window.${unit}`, { count: amount });
}

/** `2026-10-03` → 3 Oct 2026, `today` → today. */
export function dateWords(value: unknown): string {
  const text = textOf(value);
  if (text === 'today') return t('conditions.today');
  if (/^\d{4}-\d{2}-\d{2}T/.test(text)) return formatDateTime(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? formatDate(text) : text;
}

function referenceWords(ref: string, fieldName: (key: string) => string): string {
  const key = ref.slice(ref.startsWith('field:') ? 'field:'.length : 'event.'.length);
  return ref.startsWith('field:')
    ? t('conditions.words.theField', { field: fieldName(key) })
    : t('conditions.words.theProperty', { property: key });
}

/** What an operator compares with. Its kind says how to read it: `5d` may be a time or the code of a product. */
export function operandWords(op: string, value: unknown, fieldName: (key: string) => string): string {
  if (isReference(value)) return referenceWords(value.ref, fieldName);
  const kind = operandKindOf(op);
  const one = (part: unknown): string => {
    if (typeof part === 'number') return formatExactNumber(part);
    if (kind === 'duration') return durationWords(part);
    return ['date', 'dateRange', 'dayOfYear', 'numberRange'].includes(kind) ? dateWords(part) : textOf(part);
  };
  if (!Array.isArray(value)) return one(value);
  const parts = (value as unknown[]).map(one);
  if (op === 'between') return t('conditions.words.range', { from: parts[0] ?? '', to: parts[1] ?? '' });
  return op === 'has_all_of' ? listOf(parts) : anyOf(parts);
}
