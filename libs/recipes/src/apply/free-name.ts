import type { Queryable } from '#libs/db';

const TAKEN: Readonly<Record<'templates' | 'segments' | 'automations', string>> = {
  templates: 'SELECT name FROM templates WHERE archived_at IS NULL AND starts_with(name, $1)',
  segments: 'SELECT name FROM segments WHERE archived_at IS NULL AND starts_with(name, $1)',
  automations: `SELECT name FROM automations WHERE status <> 'archived' AND starts_with(name, $1)`,
};

/** The name itself, or with the first free number behind it when another document has it. */
export async function findFreeName(on: Queryable, table: keyof typeof TAKEN, name: string): Promise<string> {
  const taken = new Set((await on.query<{ name: string }>(TAKEN[table], [name])).map((row) => row.name));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${String(number)})`;
  return free;
}
