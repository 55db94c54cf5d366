import type { ContactChange } from '#libs/contacts';
import type { Queryable } from '#libs/db';
import type { TriggerCause, TriggerEvent, TriggerMail } from '../triggers/define-trigger.js';

const EVENTS = `
  SELECT id, name, occurred_at AS "occurredAt", value, currency, properties
  FROM events WHERE id = ANY($1::bigint[])`;

const MAILS = `
  SELECT happened.id, happened.message_id AS "messageId", url, at, machine,
    CASE WHEN source_kind = 'campaign' THEN source_id END AS "campaignId",
    CASE WHEN source_kind = 'automation' THEN source_id END AS "automationId"
  FROM message_events happened JOIN messages ON messages.id = happened.message_id WHERE happened.id = ANY($1::bigint[])`;

/** The changes with the rows behind them, one statement for each kind of row. */
export async function loadCauses(on: Queryable, changes: readonly ContactChange[]): Promise<TriggerCause[]> {
  const events = await load<TriggerEvent>(on, EVENTS, refsOf(changes, 'event:'));
  const mails = await load<TriggerMail>(on, MAILS, refsOf(changes, 'email:'));
  return changes.map((change) => {
    const found = <Row>(rows: ReadonlyMap<number, Row>, dimension: string): Row | null =>
      change.ref !== null && change.dimension.startsWith(dimension) ? (rows.get(change.ref) ?? null) : null;
    return { change, event: found(events, 'event:'), mail: found(mails, 'email:') };
  });
}

function refsOf(changes: readonly ContactChange[], dimension: string): number[] {
  const refs = changes.filter((change) => change.dimension.startsWith(dimension)).map(({ ref }) => ref);
  return [...new Set(refs.filter((ref) => ref !== null))];
}

async function load<Row extends { readonly id: number }>(
  on: Queryable,
  sql: string,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Row>> {
  if (ids.length === 0) return new Map();
  const rows = await on.query<Row & Record<string, unknown>>(sql, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}
