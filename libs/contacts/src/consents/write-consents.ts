import type { Tx } from '#libs/db';
import type { NewContactChange } from '../changes/contact-change.js';
import type { ConsentStatus } from './consent-status.js';

/** A status that has been decided, and what proves it. */
export interface ConsentWrite {
  readonly contactId: number;
  /** Slug of the topic. */
  readonly topic: string;
  readonly old: ConsentStatus | undefined;
  readonly status: ConsentStatus;
}

export interface ConsentProof {
  readonly source: string;
  readonly lawfulBasis?: string | undefined;
  readonly textVersion?: string | undefined;
  readonly ip?: string | undefined;
  readonly expiresAt?: Date | undefined;
  /** Who did it: `user:3`, `key:1`, `contact`, `import:12`. */
  readonly actor?: string | undefined;
}

const WRITES = `
  unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS written (contact_id, slug, old_status, status)
  JOIN topics ON topics.slug = written.slug`;

const UPSERT = `
  INSERT INTO consents
    (contact_id, topic_id, status, source, lawful_basis, text_version, ip, expires_at, updated_at)
  SELECT contact_id, topics.id, status, $5, $6, $7, $8, $9::timestamptz, $10::timestamptz FROM ${WRITES}
  ORDER BY contact_id, topics.id
  ON CONFLICT (contact_id, topic_id) DO UPDATE SET status = excluded.status, source = excluded.source,
    lawful_basis = excluded.lawful_basis, text_version = excluded.text_version, ip = excluded.ip,
    expires_at = excluded.expires_at, updated_at = excluded.updated_at`;

// The log is append-only: it is the proof of every change.
const LOG = `
  INSERT INTO consent_log
    (contact_id, topic_id, old_status, status, source, lawful_basis, text_version, ip, actor, at)
  SELECT contact_id, topics.id, old_status, status, $5, $6, $7, $8, $9, $10::timestamptz FROM ${WRITES}
  ORDER BY contact_id, topics.id`;

/** Writes statuses and their proof; whether they may change has been decided before. Returns the changes. */
export async function writeConsents(
  tx: Tx,
  writes: readonly ConsentWrite[],
  proof: ConsentProof,
  how: { now: Date; quiet: boolean },
): Promise<NewContactChange[]> {
  if (writes.length === 0) return [];
  const rows = [
    writes.map((write) => write.contactId),
    writes.map((write) => write.topic),
    writes.map((write) => write.old ?? null),
    writes.map((write) => write.status),
  ];
  const facts = [proof.source, proof.lawfulBasis ?? null, proof.textVersion ?? null, proof.ip ?? null];
  await tx.execute(UPSERT, [...rows, ...facts, proof.expiresAt ?? null, how.now]);
  await tx.execute(LOG, [...rows, ...facts, proof.actor ?? null, how.now]);
  return writes
    .filter((write) => write.old !== write.status)
    .map(({ contactId, topic, old, status }) => ({
      contactId,
      dimension: `consent:${topic}`,
      old,
      new: status,
      quiet: how.quiet,
    }));
}
