import type { Fact } from '../../api/why';
import { fill, t, tOr } from '../../messages';
import { whyFacts } from '../../messages/en/why-facts';
import { durationWords } from '../conditions/value-words';
import { formatDateTime } from '../format';

const TIMES = new Set(['at', 'due', 'since', 'until', 'ended']);
const DURATIONS = new Set(['per', 'wait']);

/** Where the words for the reasons of a fact stand, by the first part of its code. */
const REASONS: Record<string, string[]> = {
  address: ['suppressions.reasons'],
  failed: ['returnedMail.reasons', 'campaigns.reasons'],
  run: ['why.exits'],
};

/** What is said of `smtp.rcpt.450`, else of `smtp.rcpt`; what the catalogue does not know stays as it is. */
export function reasonWords(reason: string): string {
  const wider = reason.replace(/\.\d+$/, '');
  return tOr(`campaigns.reasons.${reason}`, tOr(`campaigns.reasons.${wider}`, reason.replaceAll('_', ' ')));
}

function reasonIn(code: string, reason: string): string {
  const [area = ''] = code.split('.');
  const lists = REASONS[area] ?? ['campaigns.reasons'];
  return lists.reduce((found, list) => (found === '' ? tOr(`${list}.${reason}`, '') : found), '') || reason;
}

function valueWords(code: string, name: string, value: string | number): string | number {
  if (typeof value === 'number') return value;
  if (name === 'source' && value === '') return t('why.noSource');
  if (value === '') return value;
  if (TIMES.has(name)) return formatDateTime(value);
  if (DURATIONS.has(name)) return durationWords(value);
  return name === 'reason' ? reasonIn(code, value) : value;
}

/** A fact as a sentence in the reader's words and by the reader's clock; the API's own for a code that is not known. */
export function factWords({ code, values, text }: Fact): string {
  const own = Object.entries(values).map(([name, value]) => [name, valueWords(code, name, value)] as const);
  return fill(code, Object.fromEntries(own), whyFacts)?.text ?? text;
}
