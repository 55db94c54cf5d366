import { randomUUID } from 'node:crypto';
import type { Database } from '#libs/db';
import { TriggerTimers } from '#libs/automations';
import type { AutomationLab } from './automation-lab.js';

/** A run that ends at once, so that the number of enrolments is the number of firings. */
export const ends = { start: 's1', steps: { s1: { type: 'exit' } } };

/** Moves the clock to an instant ahead, a moment before it and then past it, working each time. */
export async function travelTo(lab: AutomationLab, at: Date, lateMs = 1_000): Promise<void> {
  await lab.pass(at.getTime() - lab.clock.now().getTime() + lateMs);
}

/** Another process' timers: the same parts under a second instance. */
export function otherTimers(lab: AutomationLab): TriggerTimers {
  const parts = ['db', 'clock', 'live', 'clocks', 'work', 'firing', 'heldLooks', 'sweeper', 'logger'];
  const own = lab.timers as unknown as Record<string, unknown>;
  return new (TriggerTimers as unknown as new (...parts: unknown[]) => TriggerTimers)(
    ...parts.map((part) => own[part]),
  );
}

/**
 * Ends the first `times` transactions that write to a table as the end of the server's session would: in the middle,
 * with everything that they did. A sequence counts, because it is not rolled back.
 */
export async function dieOnInsert(db: Database, table: string, times: number): Promise<() => Promise<void>> {
  const name = `die_${randomUUID().replaceAll('-', '')}`;
  await db.execute(`CREATE SEQUENCE ${name}`);
  await db.execute(`CREATE FUNCTION ${name}_fn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('${name}') <= ${String(times)} THEN RAISE EXCEPTION 'killed' USING ERRCODE = '57P01'; END IF;
    RETURN NULL; END $$`);
  await db.execute(`CREATE TRIGGER ${name} AFTER INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION ${name}_fn()`);
  return async () => {
    await db.execute(`DROP TRIGGER ${name} ON ${table}`);
    await db.execute(`DROP FUNCTION ${name}_fn`);
    await db.execute(`DROP SEQUENCE ${name}`);
  };
}

/** What a process does that is started again each time it dies. */
export async function surviving(work: () => Promise<unknown>): Promise<number> {
  for (let deaths = 0; ; deaths += 1) {
    try {
      await work();
      return deaths;
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'killed' || deaths > 100) throw error;
    }
  }
}
