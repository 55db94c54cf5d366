import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, CredentialSeal, LOGGER, type Logger } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { parseReturnedMail } from '../parse/parse-returned-mail.js';
import { fingerprintOf } from '../record/incoming-return.js';
import { ReturnRecorder } from '../record/return-recorder.js';
import type { PolledSource } from './return-source.js';
import { RETURN_SOURCES } from './return-source.list.js';
import { ReturnSources } from './return-sources.service.js';
import { openParams, type StoredSource } from './stored-source.js';

const EVERY_S = 60;
/** A mailbox that could not be read is left alone for this time. */
const AFTER_ERROR_S = 300;
/** Longer than any batch takes; renewed with each. */
const LEASE_S = 180;

const POLLED = RETURN_SOURCES.filter((source): source is PolledSource => source.way === 'poll');
const TYPES = POLLED.map(({ type }) => type);

const DUE = `SELECT EXISTS (SELECT FROM return_sources WHERE enabled AND type = ANY($1) AND due_at <= $2
  AND (lease_until IS NULL OR lease_until < $2)) AS due`;

// One process at a time reads a mailbox: two would fetch the same mails.
const CLAIM = `
  UPDATE return_sources SET lease_until = $2::timestamptz + make_interval(secs => ${String(LEASE_S)})
  WHERE id = (SELECT id FROM return_sources WHERE enabled AND type = ANY($1) AND due_at <= $2
    AND (lease_until IS NULL OR lease_until < $2) ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, type, name, settings, enabled, state, last_at AS "lastAt", last_error AS "lastError",
    created_at AS "createdAt"`;

const REMEMBER = `
  UPDATE return_sources SET state = $2, lease_until = $3::timestamptz + make_interval(secs => ${String(LEASE_S)})
  WHERE id = $1`;

const RELEASE = `
  UPDATE return_sources SET lease_until = NULL, due_at = $2::timestamptz + make_interval(secs => $3) WHERE id = $1`;

/** Looks into the mailboxes that are due, batch by batch: record first, then remember where to go on. */
@Injectable()
export class MailboxPoller implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(ReturnSources) private readonly sources: ReturnSources,
    @Inject(ReturnRecorder) private readonly recorder: ReturnRecorder,
    @Inject(CredentialSeal) private readonly seal: CredentialSeal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      job: 'returns.fetch',
      everyMs: 10_000,
      findDue: async () => {
        const [row] = await this.db.query<{ due: boolean }>(DUE, [TYPES, this.clock.now()]);
        return row?.due ? [{}] : [];
      },
    });
  }

  /** Resolves when no mailbox is due any more. */
  async fetchDue(): Promise<void> {
    for (;;) {
      const [source] = await this.db.query<StoredSource & Record<string, unknown>>(CLAIM, [TYPES, this.clock.now()]);
      if (!source) return;
      await this.fetch(source);
    }
  }

  private async fetch(source: StoredSource): Promise<void> {
    const error = await this.fetchAll(source).then(
      () => null,
      (cause: unknown) => {
        this.logger.warn({ err: cause, source: source.id }, 'a mailbox could not be read; tried again later');
        return explain(cause);
      },
    );
    await this.sources.touch(source.id, this.clock.now(), error);
    await this.db.execute(RELEASE, [source.id, this.clock.now(), error === null ? EVERY_S : AFTER_ERROR_S]);
  }

  private async fetchAll(stored: StoredSource): Promise<void> {
    const { id, type, state } = stored;
    const source = POLLED.find((one) => one.type === type);
    if (!source) return;
    for await (const batch of source.fetch(openParams(source, stored, this.seal), state)) {
      const at = this.clock.now();
      await this.recorder.record(
        batch.mails.map((raw) => ({
          ...{ source: type, fingerprint: fingerprintOf(raw), at, raw, envelopeTo: [] },
          returned: parseReturnedMail(raw),
        })),
      );
      await this.db.execute(REMEMBER, [id, batch.state, at]);
    }
  }
}

/** What the mail server said, for the person who set it up. */
function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { responseText } = cause as { responseText?: unknown };
  return typeof responseText === 'string' && responseText !== '' ? responseText : cause.message;
}
