import type { Database } from '#libs/db';
import type { BenchTree } from './trees.js';

/** The bound writes into a table of its own, as the product's in every column and index. */
const TABLE = 'CREATE TABLE bound_members (LIKE segment_members INCLUDING ALL)';

const BUILD = (byHand: string): string => `
  INSERT INTO bound_members (segment_id, contact_id, entered_at)
  SELECT 1, id, $1 FROM (${byHand}) matching`;

const REBUILD = (byHand: string): string => `
  WITH difference AS MATERIALIZED (
    SELECT coalesce(matching.id, member.contact_id) AS contact_id, matching.id IS NOT NULL AS entered
    FROM (${byHand}) matching
    FULL JOIN (SELECT contact_id FROM bound_members WHERE segment_id = 1) member ON member.contact_id = matching.id
    WHERE matching.id IS NULL OR member.contact_id IS NULL
  ), gone AS (
    DELETE FROM bound_members USING difference
    WHERE NOT difference.entered AND segment_id = 1 AND bound_members.contact_id = difference.contact_id
  )
  INSERT INTO bound_members (segment_id, contact_id, entered_at) SELECT 1, contact_id, $1 FROM difference WHERE entered`;

/** Membership written by hand-written statements: what the product's refresh is compared with. */
export class ByHand {
  constructor(private readonly db: Database) {}

  async open(): Promise<void> {
    await this.db.execute(TABLE);
  }

  async build({ byHand }: BenchTree, now: Date): Promise<void> {
    await this.db.execute(BUILD(byHand), [now]);
  }

  /** Writes the difference only: no history, no change log. */
  async rebuild({ byHand }: BenchTree, now: Date): Promise<void> {
    await this.db.execute(REBUILD(byHand), [now]);
  }

  async count({ byHand }: BenchTree, now: Date): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(withNow(`SELECT count(*) AS count FROM (${byHand}) m`), [now]);
    return row?.count ?? 0;
  }

  async clear(): Promise<void> {
    await this.db.execute('TRUNCATE bound_members');
  }

  async members(): Promise<number> {
    const [row] = await this.db.query<{ count: number }>('SELECT count(*) AS count FROM bound_members');
    return row?.count ?? 0;
  }
}

/** A tree without a window does not mention now: the parameter has to be used once. */
function withNow(sql: string): string {
  return `${sql} WHERE $1::timestamptz IS NOT NULL`;
}
