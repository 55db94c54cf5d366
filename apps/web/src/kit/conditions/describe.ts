import { useAutomationNames, useCampaignNames } from '../../api/documents';
import type { DocumentName } from '../../api/documents';
import { useAllFields } from '../../api/fields';
import { useSegments } from '../../api/segments';
import { useTopics } from '../../api/topics';
import { anyOf, listOf, t, tOr } from '../../messages';
import { readDuration } from '../duration-input';
import { formatDate, formatNumber } from '../format';
import { groupOf, placeOf, textOf } from './condition';
import type { Condition, Leaf } from './condition';

/** The names that sentences need: of fields, segments, topics, campaigns and automations, by key or id. */
export interface Names {
  field: (key: string) => string;
  segment: (id: number) => string;
  topic: (slug: string) => string;
  campaign: (id: number) => string;
  automation: (id: number) => string;
}

const DAY = /^\d{4}-\d{2}-\d{2}/;

/** `2d` → 2 days. */
export function durationWords(text: unknown): string {
  const { amount, unit } = readDuration(text);
  return amount === undefined ? String(text) : t(`conditions.words.window.${unit}`, { count: amount });
}

function valueWords(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value);
  if (Array.isArray(value)) return anyOf(value.map(valueWords));
  if (typeof value === 'object' && value !== null && 'ref' in value) return String(value.ref);
  const text = textOf(value);
  if (DAY.test(text)) return formatDate(text);
  if (text === 'today') return t('conditions.today');
  return readDuration(text).amount === undefined ? text : durationWords(text);
}

function comparedWith(op: string, value: unknown): string {
  if (op !== 'between' || !Array.isArray(value)) return valueWords(value);
  return t('conditions.words.range', { from: valueWords(value[0]), to: valueWords(value[1]) });
}

function opWords(op: unknown): string {
  return tOr(`conditions.ops.${String(op)}`, String(op));
}

function whenWords(leaf: Leaf): string {
  if (leaf['within'] !== undefined) return t('conditions.words.whenWithin', { window: durationWords(leaf['within']) });
  const between = leaf['between'];
  if (Array.isArray(between)) {
    return t('conditions.words.whenBetween', { from: valueWords(between[0]), to: valueWords(between[1]) });
  }
  if (leaf['since'] === 'entry') return t('conditions.words.whenEntry');
  return leaf['since'] === 'step' ? t('conditions.words.whenStep') : t('conditions.words.whenEver');
}

function propertyWords(leaf: Record<string, unknown>): string {
  const field = String(leaf['property']);
  const op = String(leaf['op']);
  return leaf['value'] === undefined
    ? t('conditions.words.field', { field, op: opWords(op) })
    : t('conditions.words.fieldValue', { field, op: opWords(op), value: comparedWith(op, leaf['value']) });
}

function whereWords(where: unknown): string {
  const group = groupOf(where as Condition);
  if (!group) return propertyWords(where as Record<string, unknown>);
  const parts = group.children.map(whereWords);
  return group.kind === 'any' ? anyOf(parts) : listOf(parts);
}

function eventName(leaf: Record<string, unknown>): string {
  const event = textOf(leaf['event']);
  return leaf['where'] === undefined
    ? event
    : t('conditions.words.eventWhere', { event, where: whereWords(leaf['where']) });
}

function eventWords(leaf: Leaf): string {
  const measure = textOf(leaf['measure'] ?? 'count');
  const shared = {
    event: eventName(leaf),
    op: opWords(leaf['op']),
    value: comparedWith(String(leaf['op']), leaf['value']),
    when: whenWords(leaf),
  };
  if (measure === 'count') return t('conditions.words.eventCount', shared);
  const measureWords = tOr(`conditions.measures.${measure}`, measure);
  return measure === 'first' || measure === 'last'
    ? t('conditions.words.eventMoment', { ...shared, measure: measureWords })
    : t('conditions.words.eventMeasure', { ...shared, measure: measureWords, property: textOf(leaf['of'] ?? 'value') });
}

function sequenceWords(leaf: Leaf): string {
  const [first = {}, then = {}] = [leaf['first'], leaf['then']] as (Record<string, unknown> | undefined)[];
  const values = {
    first: eventName(first),
    then: eventName(then),
    window: durationWords(leaf['window']),
    when: whenWords(leaf),
  };
  return then['absent'] === true
    ? t('conditions.words.sequenceAbsent', values)
    : t('conditions.words.sequenceThen', values);
}

const MAIL_SOURCES = ['campaign', 'automation'] as const;

function mailWords(leaf: Leaf, names: Names): string {
  const measure = textOf(leaf['measure'] ?? 'count');
  const shared = {
    action: tOr(`conditions.actions.${String(leaf['action'])}`, String(leaf['action'])),
    op: opWords(leaf['op']),
    value: comparedWith(String(leaf['op']), leaf['value']),
    when: whenWords(leaf),
  };
  const sentence =
    measure === 'count'
      ? t('conditions.words.emailCount', shared)
      : t('conditions.words.emailMoment', { ...shared, measure: tOr(`conditions.measures.${measure}`, measure) });
  const source = MAIL_SOURCES.find((part) => leaf[part] !== undefined);
  const named = source
    ? t(`conditions.words.emailOf.${source}`, { sentence, name: names[source](Number(leaf[source])) })
    : sentence;
  return leaf['machine'] === true ? t('conditions.words.emailMachine', { sentence: named }) : named;
}

const OTHER_IGNORED = new Set(['type']);

const SENTENCES: Record<string, (leaf: Leaf, names: Names) => string> = {
  field: (leaf, names) => {
    const field = names.field(String(leaf['field']));
    const op = String(leaf['op']);
    return leaf['value'] === undefined
      ? t('conditions.words.field', { field, op: opWords(op) })
      : t('conditions.words.fieldValue', { field, op: opWords(op), value: comparedWith(op, leaf['value']) });
  },
  tag: (leaf) => {
    const op = leaf['op'] === 'has_all_of' || leaf['op'] === 'has_none_of' ? leaf['op'] : 'has_any_of';
    const tags = Array.isArray(leaf['value']) ? leaf['value'].map(String) : [];
    return t(`conditions.words.tag.${op}`, { tags: op === 'has_all_of' ? listOf(tags) : anyOf(tags) });
  },
  segment: (leaf, names) =>
    t(leaf['op'] === 'not_in' ? 'conditions.words.segment.not_in' : 'conditions.words.segment.in', {
      segment: names.segment(Number(leaf['segment'])),
    }),
  event: eventWords,
  email: mailWords,
  consent: (leaf, names) =>
    t('conditions.words.consent', {
      topic: names.topic(String(leaf['topic'])),
      status: tOr(`states.${String(leaf['status'])}`, String(leaf['status'])),
    }),
  sequence: sequenceWords,
  trigger: (leaf) =>
    t('conditions.words.trigger', {
      property: String(leaf['property']),
      op: opWords(leaf['op']),
      value: comparedWith(String(leaf['op']), leaf['value']),
    }),
  sample: (leaf) => {
    const [percent, salt] = [textOf(leaf['percent']), textOf(leaf['salt'])];
    return salt === ''
      ? t('conditions.words.sample', { percent })
      : t('conditions.words.sampleNamed', { percent, salt });
  },
  geo: (leaf) => {
    const { lat, lon, km } = placeOf(leaf);
    return t('conditions.words.near', { lat: textOf(lat) || '…', lon: textOf(lon) || '…', km: textOf(km) || '…' });
  },
};

function otherWords(leaf: Leaf): string {
  const parameters = Object.entries(leaf)
    .filter(([name]) => !OTHER_IGNORED.has(name))
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : textOf(value)}`);
  return t('conditions.words.unlisted', {
    label: tOr(`conditions.types.${leaf.type}`, leaf.type),
    parameters: listOf(parameters),
  });
}

/** One condition as a sentence. */
export function leafWords(leaf: Leaf, names: Names): string {
  return SENTENCES[leaf.type]?.(leaf, names) ?? otherWords(leaf);
}

function nameIn(documents: DocumentName[], id: number): string {
  return documents.find((document) => document.id === id)?.name ?? `#${id}`;
}

/** The names that the sentences of these leaves need, from what the API knows. */
export function useNames(leaves: Leaf[]): Names {
  const campaigns = useCampaignNames(leaves.some((leaf) => leaf['campaign'] !== undefined));
  const automations = useAutomationNames(leaves.some((leaf) => leaf['automation'] !== undefined));
  const fields = useAllFields();
  const segments = useSegments().data?.data ?? [];
  const topics = useTopics().data?.data ?? [];
  return {
    field: (key) => fields.find((field) => field.key === key)?.label ?? key,
    segment: (id) => segments.find((segment) => segment.id === id)?.name ?? `#${id}`,
    topic: (slug) => topics.find((topic) => topic.slug === slug)?.name ?? slug,
    campaign: (id) => nameIn(campaigns, id),
    automation: (id) => nameIn(automations, id),
  };
}
