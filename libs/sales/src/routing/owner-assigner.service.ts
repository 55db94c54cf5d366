import { Inject, Injectable } from '@nestjs/common';
import type { StepBatch } from '#libs/automations';
import { ContactActions } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { RepRouter, type Route } from './rep-router.service.js';

const ONLY_LOOKS = `SELECT id FROM users WHERE id = $1 AND disabled_at IS NULL AND role = 'viewer'`;

const ABLE = `SELECT id FROM users WHERE id = ANY($1::bigint[]) AND disabled_at IS NULL AND role <> 'viewer'`;

// Locked before anybody's turn is taken: of two automations that assign the same contact the second sees the first's
// owner, and takes no turn for it.
const TO_ASSIGN = `
  SELECT id FROM contacts WHERE id = ANY($1::bigint[]) AND (owner IS NULL OR NOT $2::boolean)
  ORDER BY id FOR NO KEY UPDATE`;

/** Gives contacts their owners. */
@Injectable()
export class OwnerAssigner {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(RepRouter) private readonly router: RepRouter,
    @Inject(ContactActions) private readonly contacts: ContactActions,
  ) {}

  /** Whether the user is there, and may change nothing about contacts. */
  async mayOnlyLook(userId: number): Promise<boolean> {
    return (await this.db.query(ONLY_LOOKS, [userId])).length > 0;
  }

  /** With `keep`, contacts that have an owner are left alone. Where there is nobody a contact stays as it is. */
  async assign(batch: StepBatch, to: Exclude<Route, 'owner'>, keep: boolean): Promise<void> {
    const { automation, contactIds, source, tx } = batch;
    const rows = await tx.query<{ id: number }>(TO_ASSIGN, [contactIds, keep]);
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    const people = await this.choose(tx, to, ids, automation.sales.fallbackUser);
    const owners = ids.flatMap((id, index) => {
      const person = people[index];
      return typeof person === 'number' ? [[id, person] as const] : [];
    });
    await this.contacts.setFieldEach(tx, 'owner', new Map(owners), { source });
  }

  /** In the order of the contacts. Who has left, is disabled or may only look by now is stood in for by the fallback. */
  private async choose(
    tx: Tx,
    to: Route,
    contactIds: readonly number[],
    fallbackUser: number | null,
  ): Promise<(number | null)[]> {
    const people = await this.router.route(tx, to, contactIds, null);
    const rows = await tx.query<{ id: number }>(ABLE, [[...new Set([...people, fallbackUser])]]);
    const able = new Set<number | null>(rows.map(({ id }) => id));
    const fallback = able.has(fallbackUser) ? fallbackUser : null;
    return people.map((person) => (able.has(person) ? person : fallback));
  }
}
