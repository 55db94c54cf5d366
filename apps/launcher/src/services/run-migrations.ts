import { migrate } from '#libs/db';
import { migrateQueue } from '#libs/queue';
import { type ConsoleOutput, LaunchError } from '../console-output.js';

/** A migration that takes longer than this is worth a line of its own. */
const SLOW_MS = 2_000;

/** Brings the schema of the database, and of the queue when that is PostgreSQL, up to date. */
export async function runMigrations(databaseUrl: string, queueUrl: string, out: ConsoleOutput): Promise<void> {
  let lastLine = performance.now();
  const applied = await migrate(databaseUrl, {
    onProgress: (name, done, total) => {
      if (done > 1 && performance.now() - lastLine < SLOW_MS) return;
      lastLine = performance.now();
      out.say(`  Bringing the database up to date: ${name} (${done} of ${total})`);
    },
  });
  if (applied.length > 0) out.say(`  Database is up to date: ${applied.length} migrations applied`);
  await migrateQueue(queueUrl).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LaunchError(`The queue cannot be used (${reason}). Check QUEUE_URL.`, { cause });
  });
}
