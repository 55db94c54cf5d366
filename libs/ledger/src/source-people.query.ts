import { encodeCsvLine } from '#libs/contacts';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { outcomeRank } from './outcome-order.js';

/** What a mail of the source ended in, by its state: `pending` includes what is being handed over. */
const STATE_OUTCOMES = ['pending', 'sent', 'deferred', 'failed', 'unknown', 'skipped'] as const;
/** What came back of it, or did not: `delivered` is sent and not returned. */
const RETURN_OUTCOMES = ['delivered', 'bounced', 'complained'] as const;
/** What people did with it; what only machines did is not theirs. */
const REACTION_OUTCOMES = ['opened', 'clicked', 'unsubscribed'] as const;

/** The numbers of a report. */
export const PEOPLE_OUTCOMES = [...STATE_OUTCOMES, ...RETURN_OUTCOMES, ...REACTION_OUTCOMES] as const;
export type PeopleOutcome = (typeof PEOPLE_OUTCOMES)[number];

export interface PeopleFilter {
  readonly outcome: PeopleOutcome;
  /** As in the report's `skipped`, `waiting` and `deferrals`; all when left out. */
  readonly reason?: string | undefined;
}

/** Somebody of a number in a report, with the mail that counts. */
export interface PersonOfSource {
  readonly contact_id: number;
  readonly email: string | null;
  readonly name: string | null;
  readonly message_id: number;
  readonly status: string;
  /** Of a bounce, what the report says: no_mailbox, mailbox_full. */
  readonly reason: string | null;
  /** The server's words, at the hand-over or in the report that came back. */
  readonly response: string | null;
  /** When the mail came to this state, came back, or was last opened or clicked. */
  readonly at: Date;
  readonly bounced_at: Date | null;
  readonly complained_at: Date | null;
}

/** Those who were sent to or wait are most of a source; all others have a reason, and an index finds them by it. */
const WITH_REASON = 'mail.reason IS NOT NULL';
const SINCE = 'mail.updated_at';
const REACTED = 'reacted.at';

/** Who belongs to a number, and since when. */
const IN_OUTCOME: Readonly<Record<PeopleOutcome, { readonly where: string; readonly at: string }>> = {
  pending: { where: "mail.state = 'pending'", at: SINCE },
  sent: { where: "mail.state = 'sent'", at: SINCE },
  deferred: { where: `mail.state = 'deferred' AND ${WITH_REASON}`, at: SINCE },
  failed: { where: `mail.state = 'failed' AND ${WITH_REASON}`, at: SINCE },
  unknown: { where: `mail.state = 'unknown' AND ${WITH_REASON}`, at: SINCE },
  skipped: { where: `mail.state = 'skipped' AND ${WITH_REASON}`, at: SINCE },
  delivered: { where: "mail.state = 'sent' AND mail.bounced_at IS NULL", at: SINCE },
  bounced: { where: 'mail.bounced_at IS NOT NULL', at: 'mail.bounced_at' },
  complained: { where: 'mail.complained_at IS NOT NULL', at: 'mail.complained_at' },
  opened: { where: 'true', at: REACTED },
  clicked: { where: 'true', at: REACTED },
  unsubscribed: { where: 'true', at: REACTED },
};

// As the report counts them: whoever reacted as a human and by a machine did so as a human. Whoever unsubscribed did,
// by whatever means.
const reacted = (kind: string): string => `
  JOIN (SELECT message.contact_id, max(event.at) AS at
    FROM message_events event JOIN messages message ON message.id = event.message_id
    WHERE message.source_kind = $1 AND message.source_id = $2 AND event.kind = '${kind}'
      AND ($4::bigint IS NULL OR message.contact_id < $4)
    GROUP BY message.contact_id ${kind === 'unsubscribed' ? '' : 'HAVING NOT bool_and(event.machine)'}) reacted
  ON reacted.contact_id = mail.contact_id`;

const BOUNCE = `
  LEFT JOIN LATERAL (SELECT event.data FROM message_events event
    WHERE event.message_id = mail.id AND event.kind = 'bounced' LIMIT 1) bounce ON true`;

// The same people as in the report's number: whoever has a better mail of the source is counted there. The expressions
// on the source leave the index by contact as the only one for "better": by that of sources, which the planner may take
// before it has statistics, each person would cost a look at all mails of the campaign.
function people(outcome: PeopleOutcome, byReason: boolean): string {
  const { where, at } = IN_OUTCOME[outcome];
  const isBounce = outcome === 'bounced';
  const reason = isBounce ? "coalesce(bounce.data->>'reason', mail.reason)" : 'mail.reason';
  return `
  SELECT mail.contact_id, contact.email, nullif(concat_ws(' ', contact.first_name, contact.last_name), '') AS name,
    mail.id AS message_id, mail.state AS status, ${reason} AS reason,
    ${isBounce ? "coalesce(bounce.data->>'diagnostic', mail.response)" : 'mail.response'} AS response,
    ${at} AS at, mail.bounced_at, mail.complained_at
  FROM messages mail LEFT JOIN contacts contact ON contact.id = mail.contact_id
    ${isBounce ? BOUNCE : ''} ${isReaction(outcome) ? reacted(outcome) : ''}
  WHERE mail.source_kind = $1 AND mail.source_id = $2 AND ${where}
    AND ${byReason ? `${reason} = $3` : '$3::text IS NULL'} AND ($4::bigint IS NULL OR mail.contact_id < $4)
    AND NOT EXISTS (SELECT FROM messages better
      WHERE better.contact_id = mail.contact_id AND better.source_kind || '' = $1 AND better.source_id + 0 = $2
        AND (${outcomeRank('better')} < ${outcomeRank('mail')}
          OR (better.state = mail.state AND better.id > mail.id)))
  ORDER BY mail.contact_id DESC LIMIT $5`;
}

function isReaction(outcome: PeopleOutcome): boolean {
  return (REACTION_OUTCOMES as readonly string[]).includes(outcome);
}

const COLUMNS = [
  ...['contact_id', 'email', 'name', 'message_id', 'status', 'reason', 'response', 'at'],
  ...['bounced_at', 'complained_at'],
] as readonly (keyof PersonOfSource)[];

/** People held at once while a file is written. */
const PAGE = 2_000;

/** Who is behind a number of a report. */
@Injectable()
export class SourcePeople {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** By contact, the newest first; `before` is the contact to go on below. */
  async list(
    source: { readonly kind: string; readonly id: number },
    { outcome, reason }: PeopleFilter,
    before: number | null,
    limit: number,
  ): Promise<PersonOfSource[]> {
    const params = [source.kind, source.id, reason ?? null, before, limit];
    return this.db.query<PersonOfSource & Record<string, unknown>>(people(outcome, reason !== undefined), params);
  }

  /** All of them, in pieces. */
  async *toCsv(source: { readonly kind: string; readonly id: number }, filter: PeopleFilter): AsyncGenerator<string> {
    yield lineOf(COLUMNS);
    let before: number | null = null;
    for (;;) {
      const rows: readonly PersonOfSource[] = await this.list(source, filter, before, PAGE);
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map((row) => lineOf(COLUMNS.map((column) => textOf(row[column])))).join('');
      before = last.contact_id;
    }
  }
}

function lineOf(cells: readonly string[]): string {
  return `${encodeCsvLine(cells)}\r\n`;
}

function textOf(value: string | number | Date | null): string {
  if (value === null) return '';
  return value instanceof Date ? value.toISOString() : String(value);
}
