import type { ClauseVerdict } from '#libs/conditions';
import { FACTS, type FactCode } from './fact.list.js';

/** A document that a fact is about. */
export interface FactSubject {
  readonly kind: 'campaign' | 'automation' | 'segment' | 'message' | 'template';
  readonly id: number;
}

/** A mail that a cap counts. */
export interface CountedMail {
  readonly message_id: number;
  readonly source_kind: string;
  readonly source_id: number;
  readonly subject: string | null;
  /** When it took its place. */
  readonly at: Date;
}

interface FactDetails {
  /** True speaks for the mail, false against it. */
  readonly verdict?: boolean;
  readonly about?: FactSubject;
  readonly mails?: readonly CountedMail[];
  /** A condition with its clauses. */
  readonly clause?: ClauseVerdict;
}

/** One thing that is known, as a code with its values and as a sentence. */
export interface Fact {
  readonly code: FactCode;
  readonly text: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly verdict: boolean | null;
  readonly about: FactSubject | null;
  readonly mails: readonly CountedMail[];
  readonly clause: ClauseVerdict | null;
}

type Value = string | number | Date | null | undefined;

/** A value that is not known leaves its place empty. */
export function fact(code: FactCode, given: Readonly<Record<string, Value>> = {}, details: FactDetails = {}): Fact {
  const values = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, plain(value)]));
  const text = FACTS[code].replace(/\{(\w+)\}/g, (_place, name: string) => String(values[name] ?? ''));
  const { verdict = null, about = null, mails = [], clause = null } = details;
  return { code, text, values, verdict, about, mails, clause };
}

function plain(value: Value): string | number {
  if (value === null || value === undefined) return '';
  return value instanceof Date ? value.toISOString() : value;
}
