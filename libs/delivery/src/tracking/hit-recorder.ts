import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database } from '#libs/db';
import { LOGGER, type Logger } from '#libs/kernel';
import { MessageEvents, type NewMessageEvent } from '#libs/ledger';

export type Hit = NewMessageEvent & { readonly kind: 'opened' | 'clicked' };

/** The most that a SIGKILL can lose. */
const GATHER_MS = 100;
/** Above this the database is away for long; further hits are dropped with a log line rather than fill the memory. */
const MAX_WAITING = 100_000;

const AGREED = `
  SELECT contact_id FROM consents JOIN topics ON topics.id = topic_id
  WHERE slug = 'tracking' AND status = 'subscribed' AND contact_id = ANY($1)`;

/** Writes opens and clicks in batches. What the organisation or the reader does not want recorded is left out here, too. */
@Injectable()
export class HitRecorder implements BeforeApplicationShutdown {
  private waiting: Hit[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(MessageEvents) private readonly events: MessageEvents,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  add(hit: Hit): void {
    if (this.waiting.length >= MAX_WAITING) {
      this.logger.error('opens and clicks are dropped: the database does not take them');
      return;
    }
    this.waiting.push(hit);
    this.timer ??= setTimeout(() => {
      this.flushSoon();
    }, GATHER_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.flushSoon();
    await this.writing;
  }

  private flushSoon(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.flush());
  }

  private async flush(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return;
    try {
      await this.events.record(await this.wanted(batch));
    } catch (error) {
      this.logger.warn({ err: error, hits: batch.length }, 'opens and clicks not written yet; trying again');
      this.waiting = [...batch, ...this.waiting];
      this.timer ??= setTimeout(() => {
        this.flushSoon();
      }, 1000);
    }
  }

  private async wanted(batch: readonly Hit[]): Promise<Hit[]> {
    const { opens, clicks } = (await this.organisation.get()).tracking;
    const agreed = opens === 'consent' || clicks === 'consent' ? await this.agreed(batch) : new Set<number>();
    return batch.filter(({ kind, contactId }) => {
      const choice = kind === 'opened' ? opens : clicks;
      return choice === 'on' || (choice === 'consent' && agreed.has(contactId));
    });
  }

  private async agreed(batch: readonly Hit[]): Promise<ReadonlySet<number>> {
    const ids = [...new Set(batch.map((hit) => hit.contactId))];
    const rows = await this.db.query<{ contact_id: number }>(AGREED, [ids]);
    return new Set(rows.map((row) => row.contact_id));
  }
}
