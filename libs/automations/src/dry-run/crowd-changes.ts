import type { ContactChange } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { LAST_CHANGE, REFUSALS, type Stirred } from '../simulation/simulated-world.js';

// As for one contact: what this transaction has changed, by partition, so that nothing else of the log is read.
const CHANGES = `
  SELECT id, contact_id AS "contactId", dimension, new FROM contact_changes
  WHERE contact_id = ANY($1::bigint[]) AND shard IN (SELECT mod(contact, 16) FROM unnest($1::bigint[]) contact)
    AND id > $2 ORDER BY id`;

type Change = Pick<ContactChange, 'contactId' | 'dimension' | 'new'> & { readonly id: number };

/** What the steps change about the contacts of one batch, in a transaction that is rolled back. */
export class CrowdChanges {
  private constructor(
    private readonly tx: Tx,
    private readonly contactIds: readonly number[],
    private seen: number,
  ) {}

  static async open(tx: Tx, contactIds: readonly number[]): Promise<CrowdChanges> {
    const [last] = await tx.query<{ id: number }>(LAST_CHANGE);
    return new CrowdChanges(tx, contactIds, last?.id ?? 0);
  }

  /** What has changed since the last call, by contact. */
  async stirred(): Promise<Map<number, Stirred>> {
    const rows = await this.tx.query<Change & Record<string, unknown>>(CHANGES, [this.contactIds, this.seen]);
    this.seen = rows.at(-1)?.id ?? this.seen;
    const stirred = new Map<number, { dimensions: Set<string>; refused: Set<string> }>();
    for (const { contactId, dimension, new: now } of rows) {
      const own = stirred.get(contactId) ?? { dimensions: new Set(), refused: new Set() };
      own.dimensions.add(dimension);
      if (dimension.startsWith('consent:') && REFUSALS.has(now)) own.refused.add(dimension);
      stirred.set(contactId, own);
    }
    return stirred;
  }
}
