import { Inject, Injectable } from '@nestjs/common';
import type { StepBatch } from '#libs/automations';
import { ContactActions } from '#libs/contacts';
import { RepRouter, type Route } from './rep-router.service.js';

// Locked before anybody's turn is taken: of two automations that assign the same contact the second sees the first's
// owner, and takes no turn for it.
const TO_ASSIGN = `
  SELECT id FROM contacts WHERE id = ANY($1::bigint[]) AND (owner IS NULL OR NOT $2::boolean)
  ORDER BY id FOR NO KEY UPDATE`;

/** Gives contacts their owners. */
@Injectable()
export class OwnerAssigner {
  constructor(
    @Inject(RepRouter) private readonly router: RepRouter,
    @Inject(ContactActions) private readonly contacts: ContactActions,
  ) {}

  /** With `keep`, contacts that have an owner are left alone. Where there is nobody a contact stays as it is. */
  async assign(batch: StepBatch, to: Exclude<Route, 'owner'>, keep: boolean): Promise<void> {
    const { automation, contactIds, source, tx } = batch;
    const rows = await tx.query<{ id: number }>(TO_ASSIGN, [contactIds, keep]);
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    const people = await this.router.route(tx, to, ids, automation.sales.fallbackUser);
    const owners = ids.flatMap((id, index) => {
      const person = people[index];
      return typeof person === 'number' ? [[id, person] as const] : [];
    });
    await this.contacts.setFieldEach(tx, 'owner', new Map(owners), { source });
  }
}
