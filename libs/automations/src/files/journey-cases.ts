import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from '#libs/kernel';
import { z } from 'zod';
import type { Simulation } from '../simulation/simulation-report.js';
import { parseJourney } from './journey-file.js';

const expectation = z.strictObject({
  /** false: the filter keeps the contact out. */
  enters: z.boolean().optional(),
  /** Steps in the order in which they are come to. */
  path: z.array(z.string()).optional(),
  /** Templates of the mails that go, as the journey names them. */
  mails: z.array(z.union([z.string(), z.number()])).optional(),
  /** All tags of the contact at the end, in any order. */
  tags: z.array(z.string()).optional(),
  end: z.enum(['completed', 'converted', 'exited', 'waiting', 'failed', 'cut']).optional(),
});

const journeyCase = z.strictObject({
  name: z.string().min(1),
  /** As `POST /contacts` takes it. */
  contact: z.record(z.string(), z.unknown()),
  now: z.string().optional(),
  /** As `POST /automations/{id}/simulate` takes them. */
  events: z.array(z.unknown()).optional(),
  expect: expectation,
});

const caseFile = z.strictObject({ cases: z.array(journeyCase).min(1) });

export type JourneyCase = z.infer<typeof journeyCase>;

type Outcome = z.infer<typeof expectation>;

/** Throws `automation.invalid` with the place of what is wrong. */
export function parseCases(text: string): JourneyCase[] {
  return parseDocument(caseFile, parseJourney(text), { code: 'automation.invalid' }).cases;
}

/** What a simulation says, in the words of an expectation. */
export function outcomeOf(
  { contact }: JourneyCase,
  { filter, entries, end }: Simulation,
  steps: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Required<Outcome> {
  const enters = filter?.explanation.verdict !== false;
  const passed = enters ? entries.filter(({ step, kind }) => step !== null && kind !== 'leave') : [];
  const visits = passed.filter((entry, index) => entry.step !== passed[index - 1]?.step);
  const done = passed.filter(({ kind }) => kind === 'step');
  const mails = done.filter(({ type, mail }) => type === 'send_email' && mail === undefined);
  const tags = new Set(Array.isArray(contact['tags']) ? contact['tags'].map(String) : []);
  for (const { type, step } of done) {
    const tag = String(steps[step ?? '']?.['tag']);
    if (type === 'add_tag') tags.add(tag);
    if (type === 'remove_tag') tags.delete(tag);
  }
  return {
    enters,
    path: visits.map(({ step }) => step ?? ''),
    mails: mails.map(({ step }) => steps[step ?? '']?.['template'] as string | number),
    tags: [...tags].sort(),
    end: end.state,
  };
}

/** What came otherwise than expected, one sentence each. */
export function judgeCase({ expect }: JourneyCase, outcome: Required<Outcome>): string[] {
  const asked = Object.entries({ ...expect, ...(expect.tags ? { tags: [...expect.tags].sort() } : {}) });
  return asked.flatMap(([name, expected]) => {
    const found = outcome[name as keyof Outcome];
    if (isDeepStrictEqual(expected, found)) return [];
    return [`${name}: expected ${print(expected)}, was ${print(found)}`];
  });
}

function print(value: unknown): string {
  return Array.isArray(value) ? (value.length === 0 ? 'nothing' : value.join(' → ')) : String(value);
}
