import { anyOf, listOf, t, tOr } from '../../messages';
import { groupOf, isBlank, isTooDeep, placeOf, textOf, withComparison } from './condition';
import type { Condition, Leaf } from './condition';
import { brokenAt } from './tree-shape';
import { dateWords, durationWords, operandWords } from './value-words';

/** The names that sentences need: of fields, segments, topics, campaigns and automations, by key or id. */
export interface Names {
  field: (key: string) => string;
  segment: (id: number) => string;
  topic: (slug: string) => string;
  campaign: (id: number) => string;
  automation: (id: number) => string;
}

function opWords(op: unknown): string {
  return tOr(`conditions.ops.${String(op)}`, String(op));
}

function whenWords(leaf: Leaf): string {
  if (leaf['within'] !== undefined) return t('conditions.words.whenWithin', { window: durationWords(leaf['within']) });
  const between = leaf['between'];
  if (Array.isArray(between)) {
    return t('conditions.words.whenBetween', { from: dateWords(between[0]), to: dateWords(between[1]) });
  }
  if (leaf['since'] === 'entry') return t('conditions.words.whenEntry');
  return leaf['since'] === 'step' ? t('conditions.words.whenStep') : t('conditions.words.whenEver');
}

function propertyWords(leaf: Record<string, unknown>, names: Names): string {
  const field = textOf(leaf['property']) || '…';
  const op = String(leaf['op']);
  return leaf['value'] === undefined
    ? t('conditions.words.field', { field, op: opWords(op) })
    : t('conditions.words.fieldValue', { field, op: opWords(op), value: operandWords(op, leaf['value'], names.field) });
}

/** Groups within groups are put in brackets: in one sentence nothing else tells what belongs together. */
function whereWords(where: unknown, names: Names, isInner = false): string {
  const group = groupOf(where as Condition);
  if (!group) return propertyWords(where as Record<string, unknown>, names);
  const { kind, children } = group;
  if (children.length === 0)
    return t(kind === 'any' ? 'conditions.words.noProperties' : 'conditions.words.anyProperties');
  const isOne = children.length === 1;
  const parts = children.map((child) => whereWords(child, names, !isOne || kind === 'none'));
  const words = kind === 'all' ? listOf(parts) : anyOf(parts);
  if (kind === 'none') return t('conditions.words.not', { words });
  return isInner && !isOne ? t('conditions.words.brackets', { words }) : words;
}

/** Whether a condition can be told: one that somebody types may be no tree yet. */
export function tellable(condition: unknown): condition is Condition {
  return brokenAt(condition) === undefined && !isTooDeep(condition as Condition);
}

/** `where amount is greater than 50`; `undefined` when nothing narrows, or what does can not be told yet. */
export function whereSentence(where: unknown, names: Names): string | undefined {
  if (where === undefined || !tellable({ type: 'event', where }) || isBlank(where as Condition)) return undefined;
  return t('conditions.words.onlyWhere', { where: whereWords(where, names) });
}

function eventName(leaf: Record<string, unknown>, names: Names): string {
  const event = textOf(leaf['event']);
  return leaf['where'] === undefined
    ? event
    : t('conditions.words.eventWhere', { event, where: whereWords(leaf['where'], names) });
}

function eventWords(given: Leaf, names: Names): string {
  const leaf = withComparison(given);
  const measure = textOf(leaf['measure']);
  const op = String(leaf['op']);
  const shared = {
    event: eventName(leaf, names),
    op: opWords(op),
    value: operandWords(op, leaf['value'], names.field),
    when: whenWords(leaf),
  };
  if (measure === 'count') return t('conditions.words.eventCount', shared);
  const measureWords = tOr(`conditions.measures.${measure}`, measure);
  const isMoment = measure === 'first' || measure === 'last';
  if (isMoment && leaf['of'] === undefined)
    return t('conditions.words.eventMoment', { ...shared, measure: measureWords });
  const property = textOf(leaf['of'] ?? 'value');
  const words = isMoment ? t(`conditions.words.measureOf.${measure}`) : measureWords;
  return t('conditions.words.eventMeasure', { ...shared, measure: words, property });
}

function sequenceWords(leaf: Leaf, names: Names): string {
  const [first = {}, then = {}] = [leaf['first'], leaf['then']] as (Record<string, unknown> | undefined)[];
  const values = {
    first: eventName(first, names),
    then: eventName(then, names),
    window: durationWords(leaf['window']),
    when: whenWords(leaf),
  };
  return then['absent'] === true
    ? t('conditions.words.sequenceAbsent', values)
    : t('conditions.words.sequenceThen', values);
}

const MAIL_SOURCES = ['campaign', 'automation'] as const;

function mailWords(given: Leaf, names: Names): string {
  const leaf = withComparison(given);
  const measure = textOf(leaf['measure']);
  const shared = {
    action: tOr(`conditions.actions.${String(leaf['action'])}`, String(leaf['action'])),
    op: opWords(leaf['op']),
    value: operandWords(String(leaf['op']), leaf['value'], names.field),
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
      : t('conditions.words.fieldValue', {
          field,
          op: opWords(op),
          value: operandWords(op, leaf['value'], names.field),
        });
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
  trigger: (leaf, names) =>
    t('conditions.words.trigger', {
      property: String(leaf['property']),
      op: opWords(leaf['op']),
      value: operandWords(String(leaf['op']), leaf['value'], names.field),
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
