import type { MailPart, OpenValue } from '../uses/open-values.js';
import type { LintWarning } from './lint-warning.js';

const PARTS: Readonly<Record<MailPart, string>> = {
  subject: 'The subject',
  preheader: 'The preheader',
  body: 'The mail',
  text: 'The text part',
};

/** The worst first. */
const ORDER: readonly MailPart[] = ['subject', 'preheader', 'body', 'text'];

/** Values without a fallback that not everybody has, whoever the mail is for. */
export function lintOpenValues(values: readonly OpenValue[]): LintWarning[] {
  return values
    .toSorted((a, b) => ORDER.indexOf(a.part) - ORDER.indexOf(b.part))
    .map((value) => ({ code: 'no_fallback', message: describeOpenValue(value), ...value.at[0] }));
}

/** What it does, and how to mend it. */
export function describeOpenValue(value: OpenValue): string {
  const { part, names, at } = value;
  const list = names.join(' and ');
  const places = at.length === 1 ? '' : ` in ${String(at.length)} places`;
  const may = names.length === 1 ? 'which may be empty' : 'which may all be empty';
  const then = part === 'subject' ? 'a mail whose subject lacks it is left out' : 'then nothing stands there';
  return `${PARTS[part]} shows ${list}${places}, ${may}: ${then}. ${howToMend(value)}`;
}

/** How a value gets something that stands in its place. */
export function howToMend({ names, isPlain }: Pick<OpenValue, 'names' | 'isPlain'>): string {
  const [first = ''] = names;
  if (names.length > 1) return `Give a last fallback: {{default ${names.join(' ')} "…"}}.`;
  if (isPlain) return `Give a fallback: {{default ${first} "${example(first)}"}}, or "" where it may be left out.`;
  return `Show it only where it is there: {{#if ${first}}} … {{/if}}.`;
}

function example(name: string): string {
  return name === 'contact.first_name' ? 'friend' : '…';
}
