import { howToMend } from '#libs/content';
import type { ValueCount } from './campaign-values.service.js';

const PARTS = {
  subject: 'the subject',
  preheader: 'the preheader',
  body: 'the mail',
  text: 'the text part',
} as const;

/** For how many of the audience a value is empty, what that means, and how to mend it. */
export function describeValue({ shown, people }: ValueCount, audience: number): string {
  const [value] = shown;
  if (!value) return '';
  const { names, part } = value;
  const inBlock = shown.every((one) => one.inBlock);
  const parts = shown.map((one) => PARTS[one.part]).join(' and ');
  const where = `${parts.charAt(0).toUpperCase()}${parts.slice(1)} ${shown.length === 1 ? 'shows' : 'show'}`;
  const what = `${where} ${names.join(' and ')} without a fallback${inBlock ? ', to some' : ''}`;
  const count = `${String(people)} of ${String(audience)} people ${people === 1 ? 'has' : 'have'} none`;
  return `${what}: ${count}. ${consequence(part === 'subject', inBlock)} ${howToMend(value)}`;
}

function consequence(isSubject: boolean, inBlock: boolean): string {
  if (!isSubject) return 'Nothing stands there for them.';
  return inBlock ? 'Those of them to whom it is shown are left out.' : 'They are left out.';
}
