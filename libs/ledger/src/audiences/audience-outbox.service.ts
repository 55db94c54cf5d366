import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { Signals } from '#libs/queue';
import type { SourceRef } from '../ports/ledger.port.js';
import { providerOf } from './audience-provider.list.js';
import type { AudienceOp } from './audience-provider.js';

/** Somebody who is to be added or taken off. */
export interface NewAudienceChange {
  readonly contactId: number;
  readonly occurrence: string;
  /** Null: the platform would not know the person. */
  readonly email: string | null;
}

const PROVIDER = 'SELECT provider FROM audiences WHERE id = $1';

const WRITE = `
  INSERT INTO audience_changes (contact_id, occurrence, hash, state, error, source_kind, source_id, audience_id, op,
    created_at, updated_at)
  SELECT contact_id, occurrence, coalesce(hash, ''), CASE WHEN hash IS NULL THEN 'skipped' ELSE 'pending' END,
    CASE WHEN hash IS NULL THEN 'The contact has no email' END, $4, $5, $6, $7, $8, $8
  FROM unnest($1::bigint[], $2::text[], $3::text[]) AS new (contact_id, occurrence, hash)
  ON CONFLICT DO NOTHING`;

// Whom the platform still knows is taken off there as well; the hash goes when that is done.
const FORGET = `
  INSERT INTO audience_changes (contact_id, source_kind, source_id, occurrence, audience_id, op, hash, created_at,
    updated_at)
  SELECT 0, 'erasure', audience_id, latest.id::text, audience_id, 'remove', hash, now(), now()
  FROM (SELECT DISTINCT ON (audience_id) id, audience_id, hash, op FROM audience_changes
    WHERE contact_id = $1 AND state IN ('pending', 'done') ORDER BY audience_id, id DESC) latest
  WHERE op = 'add'
  ON CONFLICT DO NOTHING`;

/** The way to add people to lists at advertising platforms: whoever wants it writes rows, and they are sent. */
@Injectable()
export class AudienceOutbox {
  constructor(@Inject(Signals) private readonly signals: Signals) {}

  /** A no-op for changes that were written before. Throws `audience.not_found`. */
  async write(
    tx: Tx,
    { audienceId, op, source, now }: { audienceId: number; op: AudienceOp; source: SourceRef; now: Date },
    changes: readonly NewAudienceChange[],
  ): Promise<void> {
    const [row] = await tx.query<{ provider: string }>(PROVIDER, [audienceId]);
    const provider = row && providerOf(row.provider);
    if (!provider) throw new DomainError('audience.not_found');
    await tx.execute(WRITE, [
      changes.map(({ contactId }) => contactId),
      changes.map(({ occurrence }) => occurrence),
      changes.map(({ email }) => (email === null ? null : provider.hash(email))),
      source.kind,
      source.id,
      audienceId,
      op,
      now,
    ]);
    tx.afterCommit(() => {
      this.signals.signal('audiences.sync', {});
    });
  }

  /** For somebody who is erased. */
  static async forget(tx: Tx, contactId: number): Promise<void> {
    await tx.execute(FORGET, [contactId]);
    await tx.execute('DELETE FROM audience_changes WHERE contact_id = $1', [contactId]);
  }
}
