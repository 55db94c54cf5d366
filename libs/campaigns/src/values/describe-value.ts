import { howToMend } from '#libs/content';
import type { ValueCount } from './campaign-values.service.js';

const SHOWS = {
  subject: 'The subject',
  preheader: 'The preheader',
  body: 'The mail',
  text: 'The text part',
} as const;

/** For how many of the audience a value is empty, what that means, and how to mend it. */
export function describeValue({ value, people }: ValueCount, audience: number): string {
  const { part, names, inBlock } = value;
  const have = people === 1 ? 'person has' : 'people have';
  const shown = `${SHOWS[part]} shows ${names.join(' and ')} without a fallback${inBlock ? ', to some' : ''}`;
  const count = `${String(people)} of ${String(audience)} ${have} none`;
  return `${shown}: ${count}. ${consequence(part === 'subject', inBlock)} ${howToMend(value)}`;
}

function consequence(isSubject: boolean, inBlock: boolean): string {
  if (!isSubject) return 'Nothing stands there for them.';
  return inBlock ? 'Those of them to whom it is shown are left out.' : 'They are left out.';
}
