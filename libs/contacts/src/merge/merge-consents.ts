import type { Tx } from '#libs/db';
import { appendChanges } from '../changes/append-changes.js';
import type { ConsentStatus } from '../consents/consent-status.js';
import type { ContactMerge, Undoing } from '../ports/contact-owner.port.js';
import { notedRows, noteRows } from './moved-rows.js';

/** From what allows most to what forbids most. */
const SEVERITY: readonly ConsentStatus[] = ['subscribed', 'unconfirmed', 'cleaned', 'unsubscribed', 'complained'];

const severity = (status: string): string =>
  `array_position(ARRAY[${SEVERITY.map((one) => `'${one}'`).join(', ')}], ${status})`;

// The stricter of the two stands; of two that are equal, the one that ends sooner; where only one said anything, that.
// What is taken keeps its own proof, and updated_at says that it is the merge's: whoever decides later writes another.
const MERGE = `
  WITH theirs AS (SELECT * FROM consents WHERE contact_id = $1),
  own AS (SELECT * FROM consents WHERE contact_id = $2),
  pair AS (
    SELECT theirs.topic_id, own.status AS own_status, theirs.status AS status, own.topic_id IS NULL
        OR ${severity('theirs.status')} > ${severity('own.status')}
        OR (theirs.status = own.status AND theirs.expires_at < coalesce(own.expires_at, 'infinity')) AS takes
    FROM theirs LEFT JOIN own ON own.topic_id = theirs.topic_id
  ), overruled AS (
    SELECT own.* FROM own JOIN pair ON pair.topic_id = own.topic_id AND pair.takes
  ), noted AS (${noteRows('consents', 'theirs', '$3')}
  ), noted_own AS (${noteRows('kept_consents', 'overruled', '$3')}
  ), written AS (
    INSERT INTO consents (contact_id, topic_id, status, source, lawful_basis, text_version, ip, expires_at, updated_at)
    SELECT $2::bigint, topic_id, theirs.status, source, lawful_basis, text_version, ip, expires_at, $4::timestamptz
    FROM theirs JOIN pair USING (topic_id) WHERE takes
    ON CONFLICT (contact_id, topic_id) DO UPDATE SET status = excluded.status, source = excluded.source,
      lawful_basis = excluded.lawful_basis, text_version = excluded.text_version, ip = excluded.ip,
      expires_at = excluded.expires_at, updated_at = excluded.updated_at
  ), logged AS (
    INSERT INTO consent_log (contact_id, topic_id, old_status, status, source, lawful_basis, text_version, ip, actor, at)
    SELECT $2::bigint, topic_id, own_status, theirs.status, 'merge:' || $1::bigint, lawful_basis, text_version, ip, $5::text, $4
    FROM theirs JOIN pair USING (topic_id) WHERE takes
  )
  SELECT slug AS topic, own_status AS "own", pair.status AS theirs, takes FROM pair JOIN topics ON topics.id = topic_id
  ORDER BY slug`;

interface Pair extends Record<string, unknown> {
  readonly topic: string;
  readonly own: ConsentStatus | null;
  readonly theirs: ConsentStatus;
  readonly takes: boolean;
}

const REFUSING: ReadonlySet<string> = new Set(['cleaned', 'unsubscribed', 'complained']);

/** Resolves with the topics on which a refusal of one of the two has outweighed what the other one had said. */
export async function mergeConsents(tx: Tx, merge: ContactMerge, actor: string): Promise<string[]> {
  const { mergedId, keptId: contactId, id, at } = merge;
  const pairs = await tx.query<Pair>(MERGE, [mergedId, contactId, id, at, actor]);
  await appendChanges(
    tx,
    pairs
      .filter(({ takes, own, theirs }) => takes && own !== theirs)
      .map(({ topic, own, theirs }) => ({
        contactId,
        dimension: `consent:${topic}`,
        old: own,
        new: theirs,
        quiet: true,
      })),
  );
  return pairs
    .filter(({ own, theirs }) => own !== null && REFUSING.has(own) !== REFUSING.has(theirs))
    .map(({ topic }) => topic);
}

const LOG = `
  INSERT INTO consent_log (contact_id, topic_id, old_status, status, source, lawful_basis, text_version, ip, actor, at)`;

// Somebody who refused after the merge was one of the two, and nobody can say which: it stands for both.
const GIVE = `
  WITH given AS (
    SELECT noted.topic_id, noted.status AS was, later.status AS later, noted.source, noted.lawful_basis,
      noted.text_version, noted.ip, noted.expires_at, noted.updated_at
    FROM ${notedRows('consents', 'consents', '$3')} noted JOIN topics ON topics.id = noted.topic_id
    LEFT JOIN consents later ON later.contact_id = $2 AND later.topic_id = noted.topic_id AND later.updated_at > $6
      AND ${severity('later.status')} >= ${severity(`'cleaned'`)}
      AND ${severity('later.status')} > ${severity('noted.status')}
  ), logged AS (${LOG}
    SELECT $1::bigint, topic_id, was, later, 'unmerge:' || $2::bigint, NULL, NULL, NULL, $5::text, $4::timestamptz FROM given WHERE later IS NOT NULL
  )
  INSERT INTO consents (contact_id, topic_id, status, source, lawful_basis, text_version, ip, expires_at, updated_at)
  SELECT $1::bigint, topic_id, coalesce(later, was), CASE WHEN later IS NULL THEN source ELSE 'unmerge:' || $2::bigint END,
    lawful_basis, text_version, ip, expires_at, CASE WHEN later IS NULL THEN updated_at ELSE $4::timestamptz END
  FROM given`;

// Only what still stands as the merge wrote it: who has decided since has decided.
const RESTORE = `
  WITH own AS (
    SELECT * FROM ${notedRows('kept_consents', 'consents', '$3')} noted
  ), standing AS (
    SELECT consents.topic_id, consents.status, own.topic_id IS NOT NULL AS known
    FROM consents LEFT JOIN own ON own.topic_id = consents.topic_id
    WHERE consents.contact_id = $2 AND consents.updated_at = $6
      AND consents.topic_id IN (SELECT topic_id FROM ${notedRows('consents', 'consents', '$3')} theirs)
  ), gone AS (
    DELETE FROM consents USING standing WHERE contact_id = $2 AND consents.topic_id = standing.topic_id AND NOT known
  ), restored AS (
    UPDATE consents SET status = own.status, source = own.source, lawful_basis = own.lawful_basis,
      text_version = own.text_version, ip = own.ip, expires_at = own.expires_at, updated_at = own.updated_at
    FROM own JOIN standing ON standing.topic_id = own.topic_id
    WHERE consents.contact_id = $2 AND consents.topic_id = own.topic_id
  ), logged AS (${LOG}
    SELECT $2::bigint, own.topic_id, standing.status, own.status, 'unmerge:' || $1::bigint, own.lawful_basis, own.text_version,
      own.ip, $5::text, $4::timestamptz
    FROM own JOIN standing ON standing.topic_id = own.topic_id WHERE own.status <> standing.status
  )
  SELECT slug AS topic, standing.status AS theirs, own.status AS own
  FROM standing JOIN topics ON topics.id = standing.topic_id LEFT JOIN own ON own.topic_id = standing.topic_id`;

/**
 * Gives the merged contact its consents back, and the kept one those that the merge had overruled. A refusal that came
 * after the merge stays with the kept contact and goes to the other one, too.
 */
export async function giveConsents(tx: Tx, merge: ContactMerge, by: Undoing): Promise<void> {
  const { mergedId, keptId: contactId, id, at } = merge;
  const params = [mergedId, contactId, id, by.now, by.actor, at];
  await tx.execute(GIVE, params);
  const restored = await tx.query<Pair>(RESTORE, params);
  await appendChanges(
    tx,
    restored.map(({ topic, own, theirs }) => ({
      contactId,
      dimension: `consent:${topic}`,
      old: theirs,
      new: own,
      quiet: true,
    })),
  );
}
