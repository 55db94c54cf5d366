import type { Queryable } from '#libs/db';
import { readHeader } from './header-fields.js';
import type { MailboxStore, ReceivedMail } from './mailbox-store.js';

/** The newest mails that are kept. */
const KEPT_MAILS = 50_000;
/** The table is trimmed once per this many mails: finding the cut reads KEPT_MAILS index entries. */
const TRIM_EVERY = 1_000;
const MAX_SUBJECT_LENGTH = 998;
const MAX_BATCH_MAILS = 500;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;

// One statement for the whole batch. The mails travel as one binary parameter and are cut apart by the server:
// an array of bytea would be sent as hexadecimal text, twice the size.
const INSERT_MAILS = `
INSERT INTO mailbox_mails (received_at, envelope_from, envelope_to, subject, message_id, size, raw)
SELECT clock_timestamp(), m.sender, m.recipient, m.subject, m.message_id, m.size, substring($1::bytea FROM m.start FOR m.size)
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[])
  WITH ORDINALITY AS m (sender, recipient, subject, message_id, start, size, position)
ORDER BY m.position`;

const TRIM_MAILS = `
DELETE FROM mailbox_mails
WHERE id <= (SELECT id FROM mailbox_mails ORDER BY id DESC OFFSET $1 LIMIT 1)`;

interface Waiting {
  readonly mail: ReceivedMail;
  readonly stored: () => void;
  readonly refused: (reason: unknown) => void;
}

/**
 * Stores mails in micro-batches: while one batch commits, the next gathers. So a lone mail waits for nothing, and many
 * connections share one commit.
 */
export class MailboxWriter implements MailboxStore {
  private waiting: Waiting[] = [];
  private writing = false;
  private sinceTrim = 0;

  constructor(
    private readonly db: Pick<Queryable, 'execute'>,
    private readonly keep = KEPT_MAILS,
  ) {}

  add(mail: ReceivedMail): Promise<void> {
    return new Promise((stored, refused) => {
      this.waiting.push({ mail, stored, refused });
      if (!this.writing) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.writing = true;
    // What arrives in the same turn of the event loop goes into the same batch.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) await this.writeBatch(this.takeBatch());
    this.writing = false;
  }

  private takeBatch(): Waiting[] {
    let bytes = 0;
    const end = this.waiting.findIndex(({ mail }, index) => {
      bytes += mail.raw.length;
      return index >= MAX_BATCH_MAILS || (index > 0 && bytes > MAX_BATCH_BYTES);
    });
    return this.waiting.splice(0, end < 0 ? this.waiting.length : end);
  }

  private async writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      // Before the mails are stored: a failure after it would have the sender send them again.
      await this.trim(batch.length);
      await this.db.execute(INSERT_MAILS, toParams(batch.map(({ mail }) => mail)));
      for (const { stored } of batch) stored();
    } catch (error) {
      for (const { refused } of batch) refused(error);
    }
  }

  private async trim(added: number): Promise<void> {
    this.sinceTrim += added;
    if (this.sinceTrim < TRIM_EVERY) return;
    await this.db.execute(TRIM_MAILS, [this.keep]);
    this.sinceTrim = 0;
  }
}

function toParams(mails: readonly ReceivedMail[]): unknown[] {
  let start = 1;
  const starts = mails.map(({ raw }) => (start += raw.length) - raw.length);
  return [
    Buffer.concat(mails.map(({ raw }) => raw)),
    mails.map(({ from }) => withoutNul(from)),
    mails.map(({ to }) => withoutNul(to.join(', '))),
    mails.map(({ raw }) => readHeader(raw, 'subject')?.slice(0, MAX_SUBJECT_LENGTH) ?? null),
    mails.map(({ raw }) => readHeader(raw, 'message-id')),
    starts,
    mails.map(({ raw }) => raw.length),
  ];
}

/** PostgreSQL's text has no NUL. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}
