import type { TimelineEntry } from '../../api/contacts';
import { formatMoney } from '../../kit/format';
import { fill, t, tOr } from '../../messages';
import { whyReturned } from '../settings/why-returned';

const MOST_FACTS = 6;
const LONGEST_FACT = 120;

/** What stands in the sentence already, or says nothing to a person. */
const UNSAID = /(^|_)id$|^(body|old|actor|status|text_version|ip|step|source_kind|bounce|reason_code|key)$/;

export interface EntryWords {
  title: string;
  /** What the entry holds beside its sentence, by name. */
  facts: [string, string][];
}

function isPlain(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

/**
 * The API is where most things come from, the next step where most ways lead, and a merge has an entry of its own: only
 * something else is worth a word.
 */
function isOrdinary(key: string, value: string | number): boolean {
  return (key === 'source' && /^(?:api$|(?:un)?merge:)/.test(String(value))) || (key === 'outcome' && value === 'next');
}

/** A value and its currency are one fact. */
function withMoney(data: Record<string, unknown>): Record<string, unknown> {
  const { value, currency, ...rest } = data;
  const amount = Number(value);
  if (typeof currency !== 'string' || value === null || value === undefined || Number.isNaN(amount)) return data;
  return { value: formatMoney(amount, currency), ...rest };
}

/** The properties of an event stand beside its value; a machine is told, a person is not. */
function flat({ properties, machine, ...own }: Record<string, unknown>): Record<string, unknown> {
  const nested = typeof properties === 'object' && properties !== null ? properties : {};
  return { ...withMoney(own), ...nested, ...(machine === true ? { by: tOr('timeline.byMachine', '') } : {}) };
}

/** With whom: by name, by address, or by the number that is left of it. */
function mergeWords(name: string, data: Record<string, unknown>): string | undefined {
  const person = [data['first_name'], data['last_name']].filter(isPlain).join(' ');
  const email = isPlain(data['email']) ? String(data['email']) : '';
  const who = person || email || t('merge.someone', { id: String(data['merged_id']) });
  return fill(`merge.sentences.${name}`, { who })?.text;
}

/** What an entry says: a sentence, and what else it holds. */
export function describeEntry({ kind, name, data }: TimelineEntry, stepName: (type: string) => string): EntryWords {
  if (kind === 'merge') return { title: mergeWords(name, data) ?? name.replaceAll('_', ' '), facts: [] };
  const all = flat(name === 'automation_step' ? { ...data, type: stepName(String(data['type'])) } : data);
  const why = whyReturned(data);
  const explained = name === 'email_bounced' && why !== '' ? { ...all, why, reason: undefined } : all;
  const plain = Object.fromEntries(Object.entries(explained).filter(([, value]) => isPlain(value))) as Record<
    string,
    string | number
  >;
  const sentence = fill(`timeline.sentences.${name}`, plain);
  const title = sentence?.text ?? tOr(`timeline.names.${name}`, name.replaceAll('_', ' '));
  const facts = Object.entries(plain)
    .filter(([key, value]) => !UNSAID.test(key) && sentence?.used.has(key) !== true && !isOrdinary(key, value))
    .slice(0, MOST_FACTS)
    .map(([key, value]): [string, string] => {
      // A number may be a till or a basket: digits are left as they came.
      const text = String(value);
      return [tOr(`timeline.facts.${key}`, key.replaceAll('_', ' ')), text.slice(0, LONGEST_FACT)];
    });
  return { title, facts };
}
