import { Inject, Injectable } from '@nestjs/common';
import { Database, prepared } from '#libs/db';
import { Clock } from '#libs/kernel';
import {
  CLAIM,
  DUE_LANES,
  EXPIRE,
  EXPIRED_OWNERS,
  giveBack,
  HOLD_SOURCES,
  LEAVE,
  RENEW,
  toSending,
} from './claim-statements.js';
import type { ClaimedMessage, Lane, MailHandOver } from './claimed-message.js';
import { ClaimMarks } from './claim-marks.js';
import { handOverColumns } from './hand-over-columns.js';

/** Each runs for every few mails. */
const DUE_LANES_PREPARED = prepared(DUE_LANES);
const CLAIM_PREPARED = prepared(CLAIM);
const TO_SENDING_PREPARED = prepared(toSending(1));

const RELEASE = giveBack(`'claimed'`);
const TAKE_BACK = giveBack(`'claimed', 'sending'`);

/** A message and the attempt that the caller holds. */
type Held = Pick<ClaimedMessage, 'id' | 'attempt'>;

/** The way of a message through the queue, from due to the moment of hand-over. Every step is one conditional statement. */
@Injectable()
export class MessageClaims {
  private readonly marks = new ClaimMarks();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Says that this process lives, for another minute. Without it nothing is claimed and nothing handed over. */
  async renew(owner: string): Promise<void> {
    await this.db.execute(RENEW, [owner]);
  }

  /** Says that it is gone; not while something is still in its hands. */
  async leave(owner: string): Promise<void> {
    await this.db.execute(LEAVE, [owner]);
  }

  /** The lanes in which something is due, the most urgent first, but for those that are worked off already. */
  async dueLanes(busy: readonly Lane[] = []): Promise<Lane[]> {
    const params = [
      this.clock.now(),
      busy.map(({ priority }) => priority),
      busy.map(({ sourceKind }) => sourceKind),
      busy.map(({ lane }) => lane),
    ];
    return this.db.query<Lane & Record<string, unknown>>(DUE_LANES_PREPARED, params);
  }

  /** Takes up to `limit` due messages of the lane for this owner, the oldest first. */
  async claim(owner: string, lane: Lane, limit: number): Promise<ClaimedMessage[]> {
    const { priority, sourceKind, lane: id } = lane;
    const mark = this.marks.of(lane);
    const params = [owner, this.clock.now(), priority, sourceKind, id, limit, mark.due, mark.id];
    const rows = await this.db.query<ClaimedMessage & { due: string }>(CLAIM_PREPARED, params);
    const last = rows.at(-1);
    if (last) this.marks.move(lane, { due: last.due, id: last.id });
    // Behind the mark there is nothing: what came back to the queue may stand before it.
    if (rows.length === 0 && this.marks.reset(lane)) return this.claim(owner, lane, limit);
    return rows;
  }

  /** claimed → sending for those that still may go; resolves with their ids. */
  async toSending(owner: string, mails: readonly MailHandOver[]): Promise<ReadonlySet<number>> {
    const rows = await this.db.query<{ id: number }>(TO_SENDING_PREPARED, handOverColumns(owner, mails));
    return new Set(rows.map((row) => row.id));
  }

  /** claimed → due, at once: the work was not begun. */
  async release(messages: readonly Held[]): Promise<void> {
    if (messages.length > 0) await this.giveBack(RELEASE, messages);
  }

  /** claimed or sending → due (skipped when its source has ended), for a caller who knows that not one byte has left. */
  async takeBack(messages: readonly Held[]): Promise<void> {
    if (messages.length > 0) await this.giveBack(TAKE_BACK, messages);
  }

  /** Frees what processes held that are gone. Resolves with how many messages moved. */
  async expire(): Promise<number> {
    const gone = (await this.db.query<{ owner: string }>(EXPIRED_OWNERS)).map(({ owner }) => owner);
    if (gone.length === 0) return 0;
    const moved = (await this.db.query(EXPIRE, [gone])).length;
    for (const owner of moved === 0 ? gone : []) await this.leave(owner);
    return moved;
  }

  private async giveBack(statement: string, messages: readonly Held[]): Promise<void> {
    const ids = messages.map(({ id }) => id);
    await this.db.transaction(async (tx) => {
      await tx.query(HOLD_SOURCES, [ids]);
      await tx.execute(statement, [ids, messages.map(({ attempt }) => attempt)]);
    });
  }
}
