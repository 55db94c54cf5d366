import type { Queryable, Tx } from '#libs/db';
import type { FieldError } from '#libs/kernel';
import type { Audience } from './audience.js';
import type { CampaignEntity } from './campaign.entity.js';

interface References {
  readonly templateId: number;
  readonly senderId?: number | null | undefined;
  readonly audience: Audience;
}

const TEMPLATE = `SELECT 1 AS found FROM templates WHERE id = $1 AND archived_at IS NULL`;
const SENDER = `SELECT 1 AS found FROM senders WHERE id = $1 AND archived_at IS NULL`;
const SEGMENTS = `SELECT id FROM segments WHERE id = ANY($1) AND archived_at IS NULL`;

/** What the campaign names and what is not there, each with its path. */
export async function findReferenceProblems(on: Queryable, references: References): Promise<FieldError[]> {
  const { templateId, senderId, audience } = references;
  const problems: FieldError[] = [];
  if ((await on.query(TEMPLATE, [templateId])).length === 0) {
    problems.push({ path: 'template_id', message: `there is no template ${String(templateId)}` });
  }
  if (senderId != null && (await on.query(SENDER, [senderId])).length === 0) {
    problems.push({ path: 'sender_id', message: `there is no sender ${String(senderId)}` });
  }
  const named = [...audience.include, ...(audience.exclude ?? [])];
  const known = new Set((await on.query<{ id: number }>(SEGMENTS, [named])).map((row) => row.id));
  return [...problems, ...missing('include', audience.include, known), ...missing('exclude', audience.exclude, known)];
}

function missing(list: string, ids: readonly number[] | undefined, known: ReadonlySet<number>): FieldError[] {
  return (ids ?? []).flatMap((id, index) =>
    known.has(id) ? [] : [{ path: `audience.${list}[${String(index)}]`, message: `there is no segment ${String(id)}` }],
  );
}

const REPLACE = `
  INSERT INTO document_refs (from_kind, from_id, to_kind, to_key)
  SELECT 'campaign', $1::bigint, kind, key FROM unnest($2::text[], $3::text[]) AS target (kind, key)
  UNION ALL SELECT 'campaign', $1, 'topic', slug FROM topics WHERE id = $4
  ON CONFLICT DO NOTHING`;

/** Says in `document_refs` what the campaign uses, for "used by". */
export async function writeReferences(tx: Tx, campaign: CampaignEntity): Promise<void> {
  const segments = [...campaign.audience.include, ...(campaign.audience.exclude ?? [])];
  const targets: [string, string][] = [
    ['template', String(campaign.templateId)],
    ...segments.map((id): [string, string] => ['segment', String(id)]),
  ];
  await tx.execute(`DELETE FROM document_refs WHERE from_kind = 'campaign' AND from_id = $1`, [campaign.id]);
  await tx.execute(REPLACE, [
    campaign.id,
    targets.map(([kind]) => kind),
    targets.map(([, key]) => key),
    campaign.topicId,
  ]);
}

const PINNED = `DELETE FROM document_refs WHERE from_kind = 'campaign' AND from_id = $1 AND to_kind = 'template'`;

/** A campaign that begins sends the version it is pinned to, whatever becomes of the template. */
export async function releaseTemplate(tx: Tx, campaignId: number): Promise<void> {
  await tx.execute(PINNED, [campaignId]);
}
