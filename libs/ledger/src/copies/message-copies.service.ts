import { Inject, Injectable } from '@nestjs/common';
import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';
import { OrganisationSettings } from '#libs/accounts';
import { Database, prepared } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { MessagesQuery, type MessageView } from '../messages.query.js';
import { type CopiedMail, isCopied } from './copied-mail.js';
import { COPY_ABSENCES, copyAbsence, type CopyAbsence } from './copy-absence.js';

const expand = promisify(gunzip);

const DAY_MS = 86_400_000;
/** So many are compressed without a pause, some 0.5 ms: answers of the mail server wait no longer. */
const STRIDE = 8;

// An erasure has locked the contact and not yet removed what is about it: whoever comes in between would bring the mail
// back. This waits, and finds nobody. In the order in which a merge takes them. A process that comes back late does not
// write over the copy of a newer attempt.
const KEEP = prepared(`
  WITH mine AS (
    SELECT mine.*, messages.contact_id FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::int[], $6::bytea[])
      AS mine (id, attempt, envelope_from, envelope_to, size, raw) JOIN messages ON messages.id = mine.id
  ), about AS (
    SELECT id FROM contacts WHERE id IN (SELECT contact_id FROM mine) ORDER BY id FOR KEY SHARE
  )
  INSERT INTO message_copies (message_id, attempt, envelope_from, envelope_to, size, raw, kept_at)
  SELECT id, attempt, envelope_from, envelope_to, size, raw, $7 FROM mine
  WHERE contact_id = 0 OR contact_id IN (SELECT id FROM about)
  ON CONFLICT (message_id) DO UPDATE SET attempt = excluded.attempt, envelope_from = excluded.envelope_from,
    envelope_to = excluded.envelope_to, size = excluded.size, raw = excluded.raw, kept_at = excluded.kept_at
  WHERE message_copies.attempt <= excluded.attempt`);

// It is written before the hand-over, which may not come about: what counts is the attempt that the ledger tells of.
const FIND = `
  SELECT copy.kept_at, copy.size, copy.envelope_from, copy.envelope_to
  FROM message_copies copy JOIN messages message ON message.id = copy.message_id AND message.attempt = copy.attempt
  WHERE copy.message_id = $1 AND copy.kept_at > $2 AND message.state IN ('sent', 'deferred', 'failed', 'unknown')`;

const RAW = `SELECT raw FROM message_copies WHERE message_id = $1`;

/** What is known about a copy. */
export interface CopyFacts {
  readonly kept_at: Date;
  /** When it goes, as the setting is now. */
  readonly until: Date;
  /** Bytes of the mail. */
  readonly size: number;
  readonly envelope_from: string;
  readonly envelope_to: string;
}

export interface MessageCopy extends CopyFacts {
  readonly raw: Buffer;
}

/** Whether there is a copy of a mail: one of the two is null. */
export interface CopyStanding {
  readonly copy: CopyFacts | null;
  readonly copy_missing: CopyAbsence | null;
}

/** Mails as they left, byte for byte, for as long as the organisation wants them. */
@Injectable()
export class MessageCopies {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(MessagesQuery) private readonly messages: MessagesQuery,
  ) {}

  /** Stores them under the attempt that is about to be made; a no-op when no copies are wanted. */
  async keep(mails: readonly CopiedMail[]): Promise<void> {
    const { message_copy_days: days } = await this.settings.get();
    if (days === 0 || mails.length === 0) return;
    const columns = [
      mails.map(({ id }) => id),
      mails.map(({ attempt }) => attempt),
      mails.map(({ from }) => from),
      mails.map(({ to }) => to),
      mails.map(({ raw }) => raw.length),
      await compressAll(mails),
      this.clock.now(),
    ];
    const kept = await this.db.execute(KEEP, columns);
    // A merge may have moved some while this waited for it: they are about another contact now.
    if (kept < mails.length) await this.db.execute(KEEP, columns);
  }

  /** Whether there is one, and if not, why. */
  async standing(message: MessageView): Promise<CopyStanding> {
    const { message_copy_days: days } = await this.settings.get();
    const now = this.clock.now();
    const copied = isCopied({ sourceKind: message.source_kind, class: message.class });
    const since = new Date(now.getTime() - days * DAY_MS);
    const [row] = await this.db.query<Omit<CopyFacts, 'until'>>(FIND, [message.id, since]);
    if (!row) return { copy: null, copy_missing: copyAbsence(message, copied, days, now) };
    return { copy: { ...row, until: new Date(row.kept_at.getTime() + days * DAY_MS) }, copy_missing: null };
  }

  /** Throws `message.not_found`, and `message_copy.not_found` with the reason. */
  async read(id: number): Promise<MessageCopy> {
    const { copy, copy_missing: missing } = await this.standing(await this.messages.get(id));
    const [row] = copy ? await this.db.query<{ raw: Buffer }>(RAW, [id]) : [];
    if (!copy || !row) throw new DomainError('message_copy.not_found', COPY_ABSENCES[missing ?? 'none']);
    return { ...copy, raw: await expand(row.raw) };
  }
}

/** One by one: in the thread pool of Node.js a mail costs four times as much, most of it for coming and going. */
async function compressAll(mails: readonly CopiedMail[]): Promise<Buffer[]> {
  const compressed: Buffer[] = [];
  for (const [index, { raw }] of mails.entries()) {
    if (index > 0 && index % STRIDE === 0) await breathe();
    compressed.push(gzipSync(raw));
  }
  return compressed;
}
