import { code, duration, join, type Part } from './words.js';

type Words = (leaf: Part, nameOf: NameOf) => string;

/** What a document that a condition names by its number is called. */
export type NameOf = (kind: 'mail' | 'segment', id: unknown) => string;

const LEAVES: Readonly<Record<string, Words>> = {
  event: eventWords,
  email: emailWords,
  consent: ({ topic, status }) => `is ${String(status)} to ${code(topic)}`,
  tag: ({ value }) => `has the tag ${join((value as readonly unknown[]).map(code), 'or')}`,
  segment: ({ segment }, nameOf) => `is in the segment "${nameOf('segment', segment)}"`,
};

/** A condition as the end of "the contact …". Throws for a leaf that nobody has put into words yet. */
export function conditionWords(condition: unknown, nameOf: NameOf): string {
  const tree = condition as Part;
  const each = (name: string): string[] => (tree[name] as readonly unknown[]).map((one) => conditionWords(one, nameOf));
  if ('all' in tree) return join(each('all'));
  if ('any' in tree) return join(each('any'), 'or');
  if ('not' in tree) return `not: ${conditionWords(tree['not'], nameOf)}`;
  const words = LEAVES[String(tree['type'])];
  if (!words) throw new Error(`scripts/generate/recipes has no words for the condition "${String(tree['type'])}"`);
  return words(tree, nameOf);
}

function eventWords(leaf: Part): string {
  const { event, measure, op, value, of } = leaf;
  const rest = `${whereWords(leaf)}${spanWords(leaf)}`;
  if (measure === 'sum') {
    const bound = op === 'lt' ? 'less than' : 'at least';
    return `has a sum of ${bound} ${String(value)} over ${code(`${String(event)}.${String(of)}`)}${rest}`;
  }
  if (op === 'eq' && value === 0) return `has no ${code(event)}${rest}`;
  return value === 1 ? `has ${code(event)}${rest}` : `has ${code(event)} at least ${String(value)} times${rest}`;
}

function emailWords(leaf: Part): string {
  const { action, measure, op, value } = leaf;
  if (measure === 'first' && op === 'more_than_ago') return `had the first mail more than ${duration(value)} ago`;
  const done = action === 'sent' ? 'been sent' : String(action);
  const mails = value === 0 ? 'no mail' : value === 1 ? 'a mail' : `at least ${String(value)} mails`;
  return `has ${done} ${mails}${spanWords(leaf)}`;
}

function whereWords({ where }: Part): string {
  if (where === undefined) return '';
  const { property, value } = where as Part;
  return ` with ${code(property)} ${code(value)}`;
}

function spanWords({ within, since }: Part): string {
  if (within !== undefined) return ` within ${duration(within)}`;
  if (since === 'entry') return ' since the entry';
  return since === 'step' ? ' since coming to this step' : '';
}
