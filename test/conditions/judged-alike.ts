import { expect } from '@jest/globals';
import { event, sequence } from '#libs/activity';
import { SqlConditionEvaluator } from '#libs/conditions';
import type { Database } from '#libs/db';
import { email } from '#libs/ledger';

type Tree = Readonly<Record<string, unknown>>;

interface GivenEvent {
  readonly contact: number;
  readonly name: string;
  readonly at: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Conditions on what happened, at hand-picked moments, by all three ways at once. */
export class JudgedAlike {
  readonly evaluator: SqlConditionEvaluator;

  constructor(readonly db: Database) {
    const place = { read: () => Promise.resolve({ time_zone: 'UTC', currency: 'USD', engagement_hold: '60s' }) };
    this.evaluator = new SqlConditionEvaluator(db, place, [event, sequence, email]);
  }

  async contact(): Promise<number> {
    const [row] = await this.db.query<{ id: number }>('INSERT INTO contacts DEFAULT VALUES RETURNING id');
    return row!.id;
  }

  async happened(...events: readonly GivenEvent[]): Promise<void> {
    for (const { contact, name, at, properties = {} } of events) {
      await this.db.execute('INSERT INTO events (contact_id, name, occurred_at, properties) VALUES ($1, $2, $3, $4)', [
        contact,
        name,
        at,
        JSON.stringify(properties),
      ]);
    }
  }

  /** Whether the contact matches: by everybody, in a batch and with reasons, which have to agree. */
  async matches(tree: Tree, contactId: number, at: string): Promise<boolean> {
    const now = new Date(at);
    const set = await this.evaluator.compileSet(tree, { now });
    const everybody = await this.db.query<{ id: number }>(set.sql, set.params);
    const [batch] = await this.evaluator.judge(this.db, tree, [{ contactId }], now);
    const explained = await this.evaluator.explain(this.db, tree, { contactId }, now);
    const verdict = everybody.some(({ id }) => id === contactId);
    expect({ batch, explained: explained?.verdict }).toEqual({ batch: verdict, explained: verdict });
    return verdict;
  }

  async why(tree: Tree, contactId: number, at: string): Promise<string> {
    return (await this.evaluator.explain(this.db, tree, { contactId }, new Date(at)))?.text ?? '';
  }

  /** Whom the condition names as those whom time alone may have moved. */
  async moved(tree: Tree, from: string, to: string): Promise<number[]> {
    const moves = await this.evaluator.compileMoves(tree, new Date(from), new Date(to));
    const rows = moves ? await this.db.query<{ contact_id: number }>(moves.sql, moves.params) : [];
    return [...new Set(rows.map((row) => row.contact_id))].sort((a, b) => a - b);
  }
}
