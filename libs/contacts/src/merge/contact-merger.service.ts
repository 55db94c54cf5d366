import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError, invalid } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { type ContactView, readContacts } from '../contacts/contact-view.js';
import { CONTACT_OWNERS, type ContactMerge, type ContactOwner } from '../ports/contact-owner.port.js';
import { lostIdentities } from './give-back.js';
import { lockForMerge } from './merge-locks.js';
import { findMerged, missingContact } from './merged-contacts.js';
import { SETTLE_AFTER_MS } from './merge-settler.service.js';

/** The kept contact, and the topics on which a refusal of one of the two stood against what the other had said. */
export interface MergedContact {
  readonly contact: ContactView;
  readonly overruled: readonly string[];
}

/** The contact that is its own again. */
export interface UnmergedContact {
  readonly contact: ContactView;
  readonly keptId: number;
  /** Addresses and external ids that belong to a third contact by now. */
  readonly lost: readonly string[];
}

interface MergeRow extends Record<string, unknown> {
  readonly id: number;
  readonly keptId: number;
  readonly intoId: number;
  readonly at: Date;
  readonly overruled: readonly string[];
}

/** A merge waits for locks of all kinds of work; what is a deadlock nevertheless is tried again this often. */
const ATTEMPTS = 10;

const MERGE_OF = `
  SELECT id, kept_id AS "keptId", into_id AS "intoId", merged_at AS at, taken->'overruled' AS overruled
  FROM contact_merges WHERE merged_id = $1 AND undone_at IS NULL`;

const LATER = `SELECT id FROM contact_merges WHERE kept_id = $1 AND id > $2 AND undone_at IS NULL ORDER BY id DESC LIMIT 1`;

const NOTE = `
  INSERT INTO contact_merges (merged_id, kept_id, into_id, contact, actor, merged_at, settle_at)
  SELECT $1, $2, $2, to_jsonb(contacts), $3, $4, $5 FROM contacts WHERE id = $1 RETURNING id`;

// Who was merged into the merged contact before is found at the kept one from now on.
const FORWARD = `UPDATE contact_merges SET into_id = $2 WHERE into_id = $1 AND undone_at IS NULL`;

// Back to the contact that is its own again: those who came by way of it.
const BACKWARD = `
  WITH RECURSIVE below AS (
    SELECT id, merged_id FROM contact_merges WHERE kept_id = $1 AND undone_at IS NULL
    UNION ALL
    SELECT earlier.id, earlier.merged_id FROM contact_merges earlier JOIN below ON earlier.kept_id = below.merged_id
    WHERE earlier.undone_at IS NULL
  )
  UPDATE contact_merges SET into_id = $1 FROM below WHERE contact_merges.id = below.id`;

const UNDONE = `
  WITH parts AS (DELETE FROM contact_merge_parts WHERE merge_id = $1)
  UPDATE contact_merges SET undone_at = $2, undone_by = $3, contact = NULL, taken = NULL, settle_at = NULL WHERE id = $1`;

/** Makes one contact of two, and two of one again. */
@Injectable()
export class ContactMerger {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CONTACT_OWNERS) private readonly owners: readonly ContactOwner[],
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /**
   * The kept contact takes over all that there is about the merged one, whose id is then only a way to the kept one.
   * Doing it twice is doing it once. Throws `contact.not_found`, `merge.elsewhere`, and 422 for a contact with itself.
   */
  async merge(keptId: number, mergedId: number, actor: string): Promise<MergedContact> {
    if (keptId === mergedId) throw invalid([{ path: 'merge', message: 'is the same contact as keep' }]);
    return this.db.transaction(
      async (tx) => {
        const found = await lockForMerge(tx, [keptId, mergedId], this.owners);
        if (!found.has(keptId) || !found.has(mergedId)) await this.refuseUnlessDone(tx, keptId, mergedId, found);
        else await this.takeOver(tx, keptId, mergedId, actor);
        const [row] = await tx.query<MergeRow>(MERGE_OF, [mergedId]);
        return { contact: await read(tx, keptId), overruled: row?.overruled ?? [] };
      },
      { attempts: ATTEMPTS },
    );
  }

  /**
   * Gives a merged contact back what came from it, as far as that is still there. What has arisen since stays with the
   * kept contact, and so do mails and automations that went on or were left out because there was only one person. An
   * address that a third contact has got is not taken from it. Throws `contact.not_found`, `merge.not_found`,
   * `merge.elsewhere` while the kept contact is itself merged, and `merge.not_last`: the last merge is undone first.
   */
  async unmerge(mergedId: number, actor: string): Promise<UnmergedContact> {
    return this.db.transaction(
      async (tx) => {
        const row = await this.lockMerge(tx, mergedId);
        const { id, keptId, at } = row;
        const now = this.clock.now();
        const merge = { id, keptId, mergedId, at, again: false };
        for (const owner of lastly('contacts', this.owners).reverse()) await owner.unmerge(tx, merge, { now, actor });
        const lost = await lostIdentities(tx, merge);
        await tx.execute(BACKWARD, [mergedId]);
        await tx.execute(UNDONE, [id, now, actor]);
        this.signalAfter(tx);
        return { contact: await read(tx, mergedId), keptId, lost };
      },
      { attempts: ATTEMPTS },
    );
  }

  private async takeOver(tx: Tx, keptId: number, mergedId: number, actor: string): Promise<void> {
    const at = this.clock.now();
    const settleAt = new Date(at.getTime() + (SETTLE_AFTER_MS[0] ?? 0));
    const [row] = await tx.query<{ id: number }>(NOTE, [mergedId, keptId, actor, at, settleAt]);
    if (!row) throw new Error('A locked contact is there');
    const merge: ContactMerge = { id: row.id, keptId, mergedId, at, again: false };
    await tx.execute(FORWARD, [mergedId, keptId]);
    for (const owner of lastly('contacts', this.owners)) await owner.merge(tx, merge);
    this.signalAfter(tx);
  }

  /** One of the two has no row: that is all right when this merge has been made before. */
  private async refuseUnlessDone(tx: Tx, keptId: number, mergedId: number, found: ReadonlySet<number>): Promise<void> {
    const into = await findMerged(tx, [keptId, mergedId]);
    if (found.has(keptId) && into.get(mergedId) === keptId) return;
    for (const id of [keptId, mergedId]) {
      const where = into.get(id);
      if (where !== undefined) throw elsewhere(id, where);
      if (!found.has(id)) throw new DomainError('contact.not_found', `No contact has the id ${String(id)}.`);
    }
  }

  /** The merge to undo, with both contacts locked. Which it is is known for certain only then. */
  private async lockMerge(tx: Tx, mergedId: number): Promise<MergeRow> {
    const [before] = await tx.query<MergeRow>(MERGE_OF, [mergedId]);
    const ids = before ? [before.intoId, before.keptId, mergedId] : [mergedId];
    const found = await lockForMerge(tx, [...new Set(ids)], this.owners);
    const [row] = await tx.query<MergeRow>(MERGE_OF, [mergedId]);
    if (!row) throw new DomainError(found.has(mergedId) ? 'merge.not_found' : 'contact.not_found');
    if (!found.has(row.keptId)) throw await missingKept(tx, row.keptId);
    const [later] = await tx.query(LATER, [row.keptId, row.id]);
    if (later) throw new DomainError('merge.not_last');
    return row;
  }

  private signalAfter(tx: Tx): void {
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
  }
}

async function missingKept(tx: Tx, keptId: number): Promise<DomainError> {
  const into = (await findMerged(tx, [keptId])).get(keptId);
  return into === undefined ? missingContact(tx, keptId) : elsewhere(keptId, into);
}

function elsewhere(id: number, into: number): DomainError {
  const message = `Contact ${String(id)} was merged into contact ${String(into)} already. Merge with that one, or undo that merge.`;
  return new DomainError('merge.elsewhere', message, { facts: { merged_into: into } });
}

async function read(tx: Tx, id: number): Promise<ContactView> {
  const [contact] = await readContacts(tx, [id]);
  if (!contact) throw new Error(`Contact ${String(id)} is locked and there`);
  return contact;
}

/** The list with one owner at its end: a contact's own row goes last and comes back first. */
function lastly(key: string, owners: readonly ContactOwner[]): ContactOwner[] {
  return [...owners.filter((owner) => owner.key !== key), ...owners.filter((owner) => owner.key === key)];
}
