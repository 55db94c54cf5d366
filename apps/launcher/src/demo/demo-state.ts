import type { Queryable } from '#libs/db';

/** loading = begun and not finished: the next start goes on. removed = taken out, never loaded again by itself. */
export type DemoState = 'loading' | 'loaded' | 'removed';

const READ = `SELECT value ->> 'state' AS state FROM settings WHERE key = 'demo'`;
const HAS_DATA = `SELECT EXISTS (SELECT FROM contacts) AS found`;
const WRITE = `
  INSERT INTO settings (key, value) VALUES ('demo', jsonb_build_object('state', $1::text))
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`;

export async function readDemoState(on: Queryable): Promise<DemoState | null> {
  return (await on.query<{ state: DemoState }>(READ))[0]?.state ?? null;
}

export async function writeDemoState(on: Queryable, state: DemoState): Promise<void> {
  await on.execute(WRITE, [state]);
}

/** Whether a start loads the demo: when it is wanted and there is nothing yet, or when it was interrupted. */
export async function isDemoDue(on: Queryable, wanted: boolean): Promise<boolean> {
  if (!wanted) return false;
  const state = await readDemoState(on);
  if (state !== null) return state === 'loading';
  return !(await on.query<{ found: boolean }>(HAS_DATA))[0]?.found;
}
