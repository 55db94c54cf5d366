import { encodeCsvLine } from '#libs/contacts';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { outcomeRank } from './outcome-order.js';

/** The numbers of a report: `pending` includes what is being handed over. */
export const PEOPLE_OUTCOMES = ['pending', 'sent', 'deferred', 'failed', 'unknown', 'skipped'] as const;
export type PeopleOutcome = (typeof PEOPLE_OUTCOMES)[number];

export interface PeopleFilter {
  readonly outcome: PeopleOutcome;
  /** As in the report's `skipped` and `waiting`; all when left out. */
  readonly reason?: string | undefined;
}

/** Somebody of a number in a report, with the mail that counts. */
export interface PersonOfSource {
  readonly contact_id: number;
  readonly email: string | null;
  readonly name: string | null;
  readonly message_id: number;
  readonly status: string;
  readonly reason: string | null;
  readonly response: string | null;
  /** When the mail came to this state. */
  readonly at: Date;
}

const STATES: Readonly<Record<PeopleOutcome, readonly string[]>> = {
  pending: ['pending'],
  sent: ['sent'],
  deferred: ['deferred'],
  failed: ['failed'],
  unknown: ['unknown'],
  skipped: ['skipped'],
};

/** Those who were sent to or wait are most of a source; all others have a reason, and are found by it. */
const HAVE_REASONS: ReadonlySet<PeopleOutcome> = new Set(['deferred', 'failed', 'unknown', 'skipped']);

// The same people as in the report's number: whoever has a better mail of the source is counted there. The expressions
// on the source leave the index by contact as the only one for "better": by that of sources, which the planner may take
// before it has statistics, each person would cost a look at all mails of the campaign.
const people = (withReason: boolean): string => `
  SELECT mail.contact_id, contact.email, nullif(concat_ws(' ', contact.first_name, contact.last_name), '') AS name,
    mail.id AS message_id, mail.state AS status, mail.reason, mail.response, mail.updated_at AS at
  FROM messages mail LEFT JOIN contacts contact ON contact.id = mail.contact_id
  WHERE mail.source_kind = $1 AND mail.source_id = $2 AND mail.state = ANY($3::text[])
    ${withReason ? 'AND mail.reason IS NOT NULL' : ''}
    AND ($4::text IS NULL OR mail.reason = $4) AND ($5::bigint IS NULL OR mail.contact_id < $5)
    AND NOT EXISTS (SELECT FROM messages better
      WHERE better.contact_id = mail.contact_id AND better.source_kind || '' = $1 AND better.source_id + 0 = $2
        AND (${outcomeRank('better')} < ${outcomeRank('mail')}
          OR (better.state = mail.state AND better.id > mail.id)))
  ORDER BY mail.contact_id DESC LIMIT $6`;

const COLUMNS = ['contact_id', 'email', 'name', 'message_id', 'status', 'reason', 'response', 'at'] as const;

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
    const params = [source.kind, source.id, STATES[outcome], reason ?? null, before, limit];
    const statement = people(reason !== undefined || HAVE_REASONS.has(outcome));
    return this.db.query<PersonOfSource & Record<string, unknown>>(statement, params);
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
