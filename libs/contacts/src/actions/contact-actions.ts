import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import { Clock, invalid } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { appendChanges } from '../changes/append-changes.js';
import type { NewContactChange } from '../changes/contact-change.js';
import type { ConsentStatus } from '../consents/consent-status.js';
import { coerceValue } from '../fields/coerce-value.js';
import { FieldCatalogue } from '../fields/field-catalogue.js';
import type { ContactInput, WritePolicy } from '../write/contact-input.js';
import { ContactWriter } from '../write/contact-writer.js';
import { tagContacts } from '../write/tag-contacts.js';
import { removeTags } from '../write/write-tags.js';

const LOCK = `SELECT id FROM contacts WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`;

interface WriteTarget {
  readonly contactId: number;
  readonly input: ContactInput;
}

/** What an action leaves in the proofs. */
export interface ActionSource {
  /** `automation:7`, `user:3`, … */
  readonly source: string;
}

/**
 * Things done to many contacts at once, in the transaction of the caller (an automation's step, a click on a list).
 * Contacts that are that way already are left as they are; contacts that are gone are passed over.
 */
@Injectable()
export class ContactActions {
  constructor(
    @Inject(ContactWriter) private readonly writer: ContactWriter,
    @Inject(FieldCatalogue) private readonly catalogue: FieldCatalogue,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Makes the tag when it is new. */
  async addTag(tx: Tx, tag: string, contactIds: readonly number[], { source }: ActionSource): Promise<void> {
    if ((await tagContacts(tx, tag, contactIds, { source, now: this.clock.now() })) > 0) this.signalAfter(tx);
  }

  async removeTag(tx: Tx, tag: string, contactIds: readonly number[]): Promise<void> {
    await this.log(tx, await removeTags(tx, await pairUp(tx, tag, contactIds), { quiet: false }));
  }

  /** Sets a system or custom field; null clears. Throws 422 for an unknown field or a value of another type. */
  async setField(tx: Tx, key: string, value: unknown, contactIds: readonly number[], by: ActionSource): Promise<void> {
    await this.setFieldEach(tx, key, new Map(contactIds.map((id) => [id, value])), by);
  }

  /** The same with a value for each contact. */
  async setFieldEach(tx: Tx, key: string, values: ReadonlyMap<number, unknown>, by: ActionSource): Promise<void> {
    const fields = await this.catalogue.load(tx);
    const field = fields.get(key);
    const inputs = [...values].map(([contactId, value]) => {
      const result = field ? coerceValue(field, value, fields) : { problem: 'is no field' };
      if ('problem' in result) throw invalid([{ path: key, message: result.problem }]);
      return { contactId, input: { values: { [key]: result.value } } };
    });
    await this.write(tx, inputs, by);
  }

  /** Subscribes or unsubscribes under the rule of consent: who has unsubscribed stays so. */
  async setConsent(
    tx: Tx,
    topic: string,
    status: ConsentStatus,
    contactIds: readonly number[],
    by: ActionSource,
  ): Promise<void> {
    const input = { values: {}, consents: { [topic]: status } };
    await this.write(
      tx,
      contactIds.map((contactId) => ({ contactId, input })),
      by,
    );
  }

  private async write(tx: Tx, inputs: readonly WriteTarget[], by: ActionSource): Promise<void> {
    const policy: WritePolicy = { onConflict: 'overwrite', match: 'either', quiet: false, ...by };
    await this.writer.writeTo(tx, inputs, policy);
  }

  private async log(tx: Tx, changes: readonly NewContactChange[]): Promise<void> {
    if (changes.length === 0) return;
    await appendChanges(tx, changes);
    this.signalAfter(tx);
  }

  private signalAfter(tx: Tx): void {
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
  }
}

/** Contacts that exist, locked in the order of ids like every batch. */
async function pairUp(tx: Tx, tag: string, ids: readonly number[]): Promise<{ contactId: number; tag: string }[]> {
  const rows = await tx.query<{ id: number }>(LOCK, [ids]);
  return rows.map(({ id }) => ({ contactId: id, tag }));
}
