import { periodNeedsZone, periodSql, type SqlScope } from '#libs/conditions';
import type { EmailAction, EmailParams } from './email-params.js';

export interface EmailRows {
  readonly from: string;
  readonly joins: string;
  readonly contact: string;
  readonly where: string[];
  /** When it happened. */
  readonly at: string;
}

/** Programs send receipts to an address of the contact; tests of a template and notices go to colleagues. */
const OWN = `m.recipient_kind <> 'user' AND m.source_kind <> 'test'`;

/** Where it is written: on the mail itself, which is sent once, or among what happened to it. */
const ON_THE_MAIL: ReadonlySet<EmailAction> = new Set(['sent', 'delivered']);

/** The mails `m`, or their events `me`, that a leaf is about; with the contact `ec` where days are counted in its zone. */
export function emailRows(params: EmailParams, sql: SqlScope): EmailRows {
  const rows = ON_THE_MAIL.has(params.action) ? mails(params) : mailEvents(params, sql);
  const zone = (): string => sql.zoneOf('ec');
  const joins = [rows.joins, periodNeedsZone(params) ? `JOIN contacts ec ON ec.id = ${rows.contact}` : ''];
  return {
    ...rows,
    joins: joins.filter((join) => join !== '').join(' '),
    where: [...rows.where, ...sourceSql(params, sql), ...periodSql(params, rows.at, zone, sql)],
  };
}

/** Accepted by the mail server, whatever came later; delivered is what did not bounce since. */
function mails({ action }: EmailParams): EmailRows {
  const where = [OWN, 'm.sent_at IS NOT NULL'];
  if (action === 'delivered') where.push('m.bounced_at IS NULL');
  return { from: 'messages m', joins: '', contact: 'm.contact_id', where, at: 'm.sent_at' };
}

/** Only the contact's own mails are tracked: whose open or click it is need not be looked up. */
const TRACKED: ReadonlySet<EmailAction> = new Set(['opened', 'clicked']);

function mailEvents(params: EmailParams, sql: SqlScope): EmailRows {
  const { action, machine, campaign, automation } = params;
  const where = [`me.kind = ${sql.param(action, 'text')}`];
  if (machine !== true) where.push('NOT me.machine');
  if (TRACKED.has(action) && sql.heldSince) where.push(`me.at <= ${sql.param(sql.heldSince, 'timestamptz')}`);
  const rows = { from: 'message_events me', joins: '', contact: 'me.contact_id', where, at: 'me.at' };
  if (TRACKED.has(action) && campaign === undefined && automation === undefined) return rows;
  return { ...rows, joins: 'JOIN messages m ON m.id = me.message_id', where: [...where, OWN] };
}

function sourceSql({ campaign, automation }: EmailParams, sql: SqlScope): string[] {
  const [kind, id] = campaign === undefined ? ['automation', automation] : ['campaign', campaign];
  return id === undefined ? [] : [`m.source_kind = '${kind}'`, `m.source_id = ${sql.param(id, 'bigint')}`];
}
