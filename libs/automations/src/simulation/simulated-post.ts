import type { Tx } from '#libs/db';

// Only those that these runs have written: the automation may be live, and has mails of its own on their way.
const PENDING = `
  SELECT id, contact_id AS "contactId", occurrence FROM messages
  WHERE contact_id = ANY($1::bigint[]) AND source_kind = 'automation' AND source_id = $2 AND state = 'pending'
    AND split_part(occurrence, ':', 1) = ANY($3::text[])`;

const SENT = `
  WITH sent AS (
    UPDATE messages SET state = 'sent', sent_at = greatest(due_at, $2) WHERE id = ANY($1::bigint[])
    RETURNING id, contact_id, sent_at
  )
  INSERT INTO message_events (message_id, contact_id, kind, at) SELECT id, contact_id, 'sent', sent_at FROM sent`;

// The gate's own questions of a marketing mail, in its words: it sits beside this lib and can't be asked.
const REFUSALS = `
  SELECT contacts.id, CASE WHEN email IS NULL THEN 'contact.no_email'
    WHEN EXISTS (SELECT FROM suppressions WHERE suppressions.email = contacts.email) THEN 'suppressed'
    WHEN consent.status IS NULL THEN 'consent.missing'
    WHEN consent.status <> 'subscribed' THEN 'consent.' || consent.status END AS reason
  FROM contacts
  LEFT JOIN (SELECT contact_id, status FROM consents JOIN topics ON topics.id = topic_id WHERE slug = $2) AS consent
    ON consent.contact_id = contacts.id
  WHERE contacts.id = ANY($1::bigint[])`;

const SKIP = `
  UPDATE messages SET state = 'skipped', reason = skipped.reason
  FROM unnest($1::bigint[], $2::text[]) AS skipped (id, reason) WHERE messages.id = skipped.id`;

interface Sender {
  readonly automationId: number;
  readonly topic: string;
}

interface Pending {
  readonly id: number;
  readonly contactId: number;
  readonly occurrence: string;
}

/**
 * Lets the mails that these runs have written be sent, but for those that their contacts could not get. Resolves with
 * why not, by the mail's occurrence; null = it goes.
 */
export async function deliverMails(
  tx: Tx,
  { automationId, topic }: Sender,
  runs: readonly { readonly id: number; readonly contactId: number }[],
  at: Date,
): Promise<Map<string, string | null>> {
  const contactIds = [...new Set(runs.map(({ contactId }) => contactId))];
  const runIds = runs.map(({ id }) => String(id));
  const pending = await tx.query<Pending & Record<string, unknown>>(PENDING, [contactIds, automationId, runIds]);
  if (pending.length === 0) return new Map();
  const rows = await tx.query<{ id: number; reason: string | null }>(REFUSALS, [
    [...new Set(pending.map(({ contactId }) => contactId))],
    topic,
  ]);
  const reasons = new Map(rows.map(({ id, reason }) => [id, reason]));
  const reasonOf = ({ contactId }: Pending): string | null => reasons.get(contactId) ?? null;
  const skipped = pending.filter((mail) => reasonOf(mail) !== null);
  const sent = pending.filter((mail) => reasonOf(mail) === null);
  if (sent.length > 0) await tx.execute(SENT, [sent.map(({ id }) => id), at]);
  if (skipped.length > 0) await tx.execute(SKIP, [skipped.map(({ id }) => id), skipped.map(reasonOf)]);
  return new Map(pending.map((mail) => [mail.occurrence, reasonOf(mail)]));
}
