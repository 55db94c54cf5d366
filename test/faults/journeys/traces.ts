import type { ReceivedCall } from '../../automations/http-receiver.js';
import type { ArrivedMail } from '../../support/mail-sink.js';
import type { Database } from '#libs/db';
import type { Journey } from './journey.js';
import type { Person, Traces } from './people.js';

/** What others saw: mails that a mail server wrote, calls that another program took. */
export interface Witnesses {
  readonly mails: readonly ArrivedMail[];
  readonly calls: readonly ReceivedCall[];
}

/** All that is known of what happened, by person and in sum. */
export interface Account {
  readonly of: (person: Person) => Traces;
  /** Stored as sent or delivered, and nobody has seen it. */
  readonly lost: readonly string[];
  /** Arrived, and stored as something else than sent or unknown. */
  readonly denied: readonly string[];
  readonly unknown: number;
  /** Calls that came again under their idempotency key. */
  readonly repeatedCalls: number;
}

type Text = { readonly email: string; readonly text: string } & Record<string, unknown>;
type MailRow = { readonly email: string; readonly id: string | null; readonly subject: string; readonly state: string };

const RUNS = `
  SELECT email, enrolments.state || coalesce(' ' || exit_reason, '') || ': ' || coalesce((
    SELECT string_agg(visit.step || ':' || visit.outcome, ' ' ORDER BY visit.step_run, visit.id)
    FROM enrolment_steps visit WHERE visit.enrolment_id = enrolments.id), '') AS text
  FROM enrolments JOIN contacts ON contacts.id = contact_id WHERE automation_id = $1`;

const MAILS = `
  SELECT email, messages.message_id AS id, templates.name AS subject, state
  FROM messages JOIN contacts ON contacts.id = contact_id JOIN templates ON templates.id = template_id
  WHERE source_kind = 'automation'`;

const TASKS = 'SELECT email, message AS text FROM sales_alerts JOIN contacts ON contacts.id = contact_id';
const TAGS = `
  SELECT email, tags.name AS text FROM contact_tags JOIN contacts ON contacts.id = contact_id
  JOIN tags ON tags.id = tag_id`;
const DELIVERED = `SELECT key AS text, key AS email FROM webhook_deliveries WHERE state = 'delivered'`;

/** Puts together what everybody has left behind: rows where the rows are the effect, witnesses where it left the house. */
export async function accountFor(db: Database, journey: Journey, { mails, calls }: Witnesses): Promise<Account> {
  const texts = async (sql: string, ...params: number[]): Promise<Lists> =>
    gather(await db.query<Text>(sql, params), ({ email, text }) => [email, text]);
  const rows = await db.query<MailRow & Record<string, unknown>>(MAILS);
  const runs = await texts(RUNS, journey.id);
  const careRuns = await texts(RUNS, journey.care);
  const tasks = await texts(TASKS);
  const tags = await texts(TAGS);
  const left = gather(leftTheHouse(rows, mails), (mail) => mail);
  const skipped = gather(
    rows.filter(({ state }) => state === 'skipped'),
    ({ email, subject }) => [email, subject],
  );
  const byKey = new Map(calls.map((call) => [keyOf(call), call]));
  const hooks = gather([...byKey.values()], (call) => [whoOf(call), call.path]);
  const delivered = await db.query<Text>(DELIVERED);
  const arrived = new Set(mails.map(({ messageId }) => bare(messageId)));
  return {
    of: ({ email }) => ({
      ...{ runs: sorted(runs, email), careRuns: sorted(careRuns, email), mails: sorted(left, email) },
      ...{ skipped: sorted(skipped, email), hooks: sorted(hooks, email) },
      ...{ tasks: sorted(tasks, email), tags: sorted(tags, email) },
    }),
    lost: [
      ...rows.filter(({ state, id }) => state === 'sent' && !arrived.has(id ?? '')).map(nameOf),
      ...delivered.filter(({ text }) => !byKey.has(text)).map(({ text }) => text),
    ],
    denied: rows.filter(({ state, id }) => !isLeft(state) && arrived.has(id ?? '')).map(nameOf),
    unknown: rows.filter(({ state }) => state === 'unknown').length,
    repeatedCalls: calls.length - byKey.size,
  };
}

type Lists = ReadonlyMap<string, readonly string[]>;

/** Mails as their server wrote them, each copy for itself; and those of which nobody knows, once. */
function leftTheHouse(rows: readonly MailRow[], mails: readonly ArrivedMail[]): (readonly [string, string])[] {
  const arrived = new Set(mails.map(({ messageId }) => bare(messageId)));
  const missing = rows.filter(({ state, id }) => state === 'unknown' && !arrived.has(id ?? ''));
  return [
    ...mails.map(({ to, subject }) => [to, subject] as const),
    ...missing.map(({ email, subject }) => [email, subject] as const),
  ];
}

function gather<T>(items: readonly T[], entryOf: (item: T) => readonly [string, string]): Lists {
  const lists = new Map<string, string[]>();
  for (const [who, what] of items.map(entryOf)) lists.set(who, [...(lists.get(who) ?? []), what]);
  return lists;
}

function sorted(lists: Lists, email: string): string[] {
  return [...(lists.get(email) ?? [])].sort();
}

function isLeft(state: string): boolean {
  return state === 'sent' || state === 'unknown';
}

function nameOf({ email, subject, state }: MailRow): string {
  return `${subject} to ${email}: ${state}`;
}

function bare(messageId: string): string {
  return messageId.replace(/[<>]/g, '');
}

function keyOf({ headers }: ReceivedCall): string {
  return String(headers['webhook-id']).replace('msg_', '');
}

function whoOf({ body }: ReceivedCall): string {
  return (JSON.parse(body) as { who: string }).who;
}
