import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';

/** Who gets it: the contact's owner, the reps in turn, or one person. */
export type Route = 'owner' | 'round_robin' | number;

const OWNERS = `
  SELECT contacts.id AS "contactId", users.id AS "userId" FROM contacts JOIN users ON users.id = contacts.owner
  WHERE contacts.id = ANY($1::bigint[]) AND users.disabled_at IS NULL AND users.role <> 'viewer'`;

const IS_ABLE = `SELECT id FROM users WHERE id = $1 AND disabled_at IS NULL AND role <> 'viewer'`;

const JOIN_ROTATION = `
  INSERT INTO sales_rotation (user_id) SELECT id FROM users WHERE role = 'sales' AND disabled_at IS NULL
  ON CONFLICT DO NOTHING`;

// The rows' locks make batches take turns: two at once would begin with the same rep.
const ROTATION = `
  SELECT user_id AS "userId", last_turn AS "lastTurn" FROM sales_rotation JOIN users ON users.id = user_id
  WHERE role = 'sales' AND disabled_at IS NULL
  ORDER BY user_id FOR UPDATE OF sales_rotation`;

const TAKE_TURNS = `
  UPDATE sales_rotation SET last_turn = taken.turn FROM unnest($1::bigint[], $2::bigint[]) AS taken (rep, turn)
  WHERE user_id = taken.rep`;

interface Turn {
  readonly userId: number;
  readonly lastTurn: number;
}

/** Decides which person looks after which contact. */
@Injectable()
export class RepRouter {
  /** In the order of the contacts; null = nobody, not even the fallback: the administrators are told. */
  async route(
    tx: Tx,
    to: Route,
    contactIds: readonly number[],
    fallbackUser: number | null,
  ): Promise<(number | null)[]> {
    const found = await this.choose(tx, to, contactIds);
    if (fallbackUser === null || found.every((userId) => userId !== null)) return found;
    const fallback = await this.able(tx, fallbackUser);
    return found.map((userId) => userId ?? fallback);
  }

  private async choose(tx: Tx, to: Route, contactIds: readonly number[]): Promise<(number | null)[]> {
    if (to === 'round_robin') return this.takeTurns(tx, contactIds.length);
    if (to === 'owner') return this.owners(tx, contactIds);
    const person = await this.able(tx, to);
    return contactIds.map(() => person);
  }

  private async owners(tx: Tx, contactIds: readonly number[]): Promise<(number | null)[]> {
    const rows = await tx.query<{ contactId: number; userId: number }>(OWNERS, [contactIds]);
    const owners = new Map(rows.map(({ contactId, userId }) => [contactId, userId]));
    return contactIds.map((contactId) => owners.get(contactId) ?? null);
  }

  /** Somebody who has left, is disabled or may only look by now gets nothing. */
  private async able(tx: Tx, userId: number): Promise<number | null> {
    const [row] = await tx.query<{ id: number }>(IS_ABLE, [userId]);
    return row?.id ?? null;
  }

  /** Whoever has waited longest is next. */
  private async takeTurns(tx: Tx, count: number): Promise<(number | null)[]> {
    await tx.execute(JOIN_ROTATION);
    const turns = await tx.query<Turn & Record<string, unknown>>(ROTATION);
    if (turns.length === 0) return Array.from({ length: count }, () => null);
    const queue = turns.sort((one, other) => one.lastTurn - other.lastTurn || one.userId - other.userId);
    const first = Math.max(...queue.map(({ lastTurn }) => lastTurn)) + 1;
    const chosen = Array.from({ length: count }, (_none, index) => queue[index % queue.length]?.userId ?? null);
    const last = new Map(chosen.map((userId, index) => [userId, first + index]));
    await tx.execute(TAKE_TURNS, [[...last.keys()], [...last.values()]]);
    return chosen;
  }
}
