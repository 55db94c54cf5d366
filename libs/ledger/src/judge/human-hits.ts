import type { Queryable } from '#libs/db';
import { judgeMails, type JudgedMail } from './judge-mails.js';

interface AskedHit extends JudgedMail, Record<string, unknown> {
  readonly id: number;
  readonly at: Date;
  readonly machine: boolean;
  readonly unjudged: boolean;
}

const ASKED = `
  SELECT hit.id, hit.message_id AS "messageId", hit.contact_id AS "contactId", hit.at, hit.machine,
    hit.message_id IN (SELECT message_id FROM unjudged_hits) AS unjudged
  FROM message_events hit WHERE hit.id = ANY($1::bigint[])`;

/**
 * Which opens and clicks a person made, in the order of the ids. It is the verdict that reports show; what is still
 * waiting for the judge is judged here by the same rule, so that a judge who is late lets no program pass.
 */
export async function judgeHits(on: Queryable, messageEventIds: readonly number[]): Promise<boolean[]> {
  const hits = await on.query<AskedHit>(ASKED, [messageEventIds]);
  const isMachine = new Map(hits.map(({ id, machine }) => [id, machine]));
  const waiting = hits.filter(({ unjudged }) => unjudged);
  if (waiting.length > 0) {
    const times = waiting.map(({ at }) => at.getTime());
    const [from, to] = [new Date(Math.min(...times)), new Date(Math.max(...times))];
    const asked = new Set(waiting.map(({ id }) => id));
    for await (const { verdicts } of judgeMails(on, waiting, { from, to }, false))
      for (const { id, machine } of verdicts) if (asked.has(id)) isMachine.set(id, machine);
  }
  return messageEventIds.map((id) => isMachine.get(id) === false);
}
