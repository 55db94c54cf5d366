import type { Database } from '#libs/db';
import type { Product } from '../product.js';

/** What the measured journey is made of. */
export interface MeasuredJourney {
  readonly automation: number;
  readonly segment: number;
  readonly inside: number;
  readonly outside: number;
}

/** Each enrolment passes a branch and a tag, and arrives at a wait. */
export const STEPS_EACH = 3;

const PEOPLE = `
  INSERT INTO contacts (email, country)
  SELECT 'person.' || n || '@example.com', CASE WHEN n % 2 = 0 THEN 'GB' ELSE 'FR' END FROM generate_series(1, $1) n`;

const ENROL = `
  INSERT INTO enrolments (automation_id, version, contact_id, step, due_at, entered_at, step_at, event)
  SELECT $1, 1, id, 'branch', now() - interval '1 second', now(), now(), '{"path": "/pricing"}' FROM contacts
  ORDER BY id LIMIT $2`;

const TAG_ID = 'SELECT id FROM tags WHERE name = $1';

/** People, half of them in a segment; an automation that branches on it, tags, and waits for a day. Paused. */
export async function prepareJourney(db: Database, product: Product, people: number): Promise<MeasuredJourney> {
  await db.execute(PEOPLE, [people]);
  await db.execute('ANALYZE contacts');
  const { id: segment } = await product.call('POST', '/segments', {
    name: 'Britain',
    condition: { type: 'field', field: 'country', op: 'is', value: 'GB' },
  });
  for (let status = ''; status !== 'ready';) {
    ({ status } = await product.call<{ status: string }>('GET', `/segments/${String(segment)}`));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { id: automation } = await product.call('POST', '/automations', {
    name: 'Measured',
    triggers: [{ type: 'manual' }],
    start: 'branch',
    steps: {
      branch: {
        type: 'branch',
        branches: [{ condition: { type: 'segment', op: 'in', segment }, next: 'in' }],
        else: 'out',
      },
      in: { type: 'add_tag', tag: 'inside', next: 'wait' },
      out: { type: 'add_tag', tag: 'outside', next: 'wait' },
      wait: { type: 'wait', for: '24h', next: null },
    },
  });
  await product.call('POST', `/automations/${String(automation)}/publish`);
  await product.call('POST', `/automations/${String(automation)}/pause`);
  await product.call('POST', '/tags', { name: 'inside' });
  await product.call('POST', '/tags', { name: 'outside' });
  const tagId = async (name: string): Promise<number> => (await db.query<{ id: number }>(TAG_ID, [name]))[0]?.id ?? 0;
  return { automation, segment, inside: await tagId('inside'), outside: await tagId('outside') };
}

/** Everybody stands at the start once more, due; nobody has a tag, no step is logged. */
export async function resetJourney(db: Database, journey: MeasuredJourney, people: number): Promise<void> {
  await db.execute('TRUNCATE enrolments, enrolment_steps, contact_tags, contact_changes');
  await db.execute(ENROL, [journey.automation, people]);
  await db.execute('VACUUM (ANALYZE) enrolments');
  await db.execute('CHECKPOINT');
}

// The first by the index: asked whether there is one, the planner reads the table from its start, past all that have
// moved, which takes a tenth of a core from what is measured.
const DUE = `
  SELECT due_at <= now() AS due FROM enrolments WHERE automation_id = $1 AND state = 'active' AND due_at IS NOT NULL
  ORDER BY due_at LIMIT 1`;

const ARRIVED = `
  SELECT (SELECT count(*) FROM enrolments WHERE automation_id = $1 AND step = 'wait' AND wait = 'open')::int AS waiting,
    (SELECT count(*) FROM enrolment_steps WHERE automation_id = $1)::int AS logged,
    (SELECT count(*) FROM contact_tags)::int AS tagged`;

/** Whether a run is still due. */
export async function hasDue(db: Database, { automation }: MeasuredJourney): Promise<boolean> {
  const [row] = await db.query<{ due: boolean }>(DUE, [automation]);
  return row?.due ?? false;
}

/** Throws unless everybody waits, has one tag, and two steps are logged for each. */
export async function checkArrived(db: Database, { automation }: MeasuredJourney, people: number): Promise<void> {
  const [row] = await db.query<{ waiting: number; logged: number; tagged: number }>(ARRIVED, [automation]);
  if (row?.waiting === people && row.logged === 2 * people && row.tagged === people) return;
  throw new Error(`Of ${String(people)} people: ${JSON.stringify(row)}`);
}
