import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, isConnectionError, sqlState, type Tx } from '#libs/db';
import { Clock, LOGGER, type Logger, requestBehind, withRequestsOf } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { CHANGE_CONSUMERS, type ChangeConsumer } from '../ports/change-consumer.port.js';
import { shortestChains, type CauseChain } from './cause-chain.js';
import { takeOldest, takeThese } from './change-batch.js';
import type { ContactChange, NewContactChange } from './contact-change.js';
import { forwardMerged } from './forward-merged.js';

const MAX_BATCH = 2_000;
/** Transactions of one process at the same time; each holds a connection. */
const PARALLEL = 2;
const SWEEP_MS = 500;

// Those with little first, so that they can be taken together; no two routers begin with the same of the others.
const SHARDS_WITH_WORK = `
  SELECT shard, waiting FROM change_shards CROSS JOIN LATERAL (
    SELECT count(*) AS waiting FROM
      (SELECT FROM contact_changes WHERE contact_changes.shard = change_shards.shard ORDER BY id LIMIT $1) oldest) counted
  WHERE waiting > 0 ORDER BY waiting, random()`;

const ANY_WORK = `SELECT EXISTS (SELECT FROM contact_changes) AS any`;

// The row lock is the lease: it goes with the connection of a process that is killed.
const LEASE = `SELECT shard FROM change_shards WHERE shard = ANY($1::smallint[]) FOR UPDATE SKIP LOCKED`;

const PARK = `
  INSERT INTO change_failures (contact_id, consumer, error, changes, at) VALUES ($1, $2, $3, $4, $5)`;

interface WaitingShard {
  readonly shard: number;
  /** How many changes, up to a batch. */
  readonly waiting: number;
}

/** What one contact's changes met when a consumer could not take them. */
class ConsumerFailure extends Error {
  constructor(
    readonly consumer: string,
    readonly ids: readonly number[],
    override readonly cause: unknown,
  ) {
    super(`The change consumer ${consumer} failed`);
  }
}

/**
 * Takes changes out of the log, shard by shard, and hands them to the consumers in their order, in one transaction:
 * killed in between, everything happens again or nothing has happened.
 */
@Injectable()
export class ChangeRouter implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CHANGE_CONSUMERS) private readonly consumers: readonly ChangeConsumer[],
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'changes.route', everyMs: SWEEP_MS, findDue: () => this.findDue() });
  }

  /** Works until no shard that others leave to it has changes. Resolves with how many went through. */
  async routeAll(): Promise<number> {
    let routed = 0;
    for (;;) {
      const queue = packShards(
        await this.db.query<WaitingShard & Record<string, unknown>>(SHARDS_WITH_WORK, [MAX_BATCH]),
      );
      const ended = await Promise.allSettled(Array.from({ length: PARALLEL }, () => this.routeSome(queue)));
      const done = ended.reduce((sum, run) => sum + countOf(run), 0);
      if (done === 0) return routed;
      routed += done;
    }
  }

  private async findDue(): Promise<Record<string, never>[]> {
    const [row] = await this.db.query<{ any: boolean }>(ANY_WORK);
    return row?.any ? [{}] : [];
  }

  private async routeSome(queue: number[][]): Promise<number> {
    let routed = 0;
    for (let shards = queue.shift(); shards; shards = queue.shift()) routed += await this.routeShards(shards);
    return routed;
  }

  private async routeShards(shards: readonly number[]): Promise<number> {
    let routed = 0;
    for (;;) {
      const count = await this.routeBatch(shards);
      routed += count;
      if (count < MAX_BATCH) return routed;
    }
  }

  private async routeBatch(shards: readonly number[]): Promise<number> {
    try {
      return await this.db.transaction(async (tx) => {
        const leased = await lease(tx, shards);
        if (leased.length === 0) return 0;
        const changes = await takeOldest(tx, leased, Math.ceil(MAX_BATCH / leased.length));
        await this.consume(tx, await forwardMerged(tx, changes));
        return changes.length;
      });
    } catch (error) {
      if (!(error instanceof ConsumerFailure)) throw error;
      this.logger.warn({ err: error.cause, consumer: error.consumer, shards }, 'a batch of changes failed; split');
      return this.routeApart(shards, error.ids);
    }
  }

  /** The shards one by one, and the one alone by halves. */
  private async routeApart(shards: readonly number[], ids: readonly number[]): Promise<number> {
    const [shard, ...others] = shards;
    if (shard !== undefined && others.length === 0) return this.routeSplit(shard, ids);
    let routed = 0;
    for (const one of shards) routed += await this.routeBatch([one]);
    return routed;
  }

  /** Finds whose changes can't be consumed: halves the batch down to one contact, and parks that contact's changes. */
  private async routeSplit(shard: number, ids: readonly number[]): Promise<number> {
    const byContact = await this.db.query<{ contactId: number; ids: number[] }>(
      `SELECT contact_id AS "contactId", array_agg(id ORDER BY id) AS ids FROM contact_changes
       WHERE id = ANY ($1::bigint[]) GROUP BY contact_id ORDER BY contact_id`,
      [ids],
    );
    return this.routeHalves(shard, byContact);
  }

  private async routeHalves(shard: number, contacts: readonly { contactId: number; ids: number[] }[]): Promise<number> {
    if (contacts.length === 0) return 0;
    const ids = contacts.flatMap((contact) => contact.ids);
    try {
      return await this.routeThese(shard, ids);
    } catch (error) {
      if (!(error instanceof ConsumerFailure)) throw error;
      if (contacts.length === 1) return this.park(error);
    }
    const middle = Math.ceil(contacts.length / 2);
    const first = await this.routeHalves(shard, contacts.slice(0, middle));
    return first + (await this.routeHalves(shard, contacts.slice(middle)));
  }

  private async routeThese(shard: number, ids: readonly number[]): Promise<number> {
    return this.db.transaction(async (tx) => {
      if ((await lease(tx, [shard])).length === 0) return 0;
      const changes = await takeThese(tx, ids);
      await this.consume(tx, await forwardMerged(tx, changes));
      return changes.length;
    });
  }

  /** Whoever let this process take the changes: what follows from them is led to by the requests behind them. */
  private async consume(tx: Tx, taken: readonly (ContactChange & { id: number })[]): Promise<void> {
    if (taken.length > 0) await withRequestsOf(taken, () => this.handOn(tx, taken));
  }

  private async handOn(tx: Tx, taken: readonly (ContactChange & { id: number })[]): Promise<void> {
    let batch: readonly ContactChange[] = taken;
    for (const consumer of this.consumers) {
      try {
        const caused = await consumer.consume(tx, batch);
        if (caused.length > 0) batch = [...batch, ...this.complete(caused, batch)];
      } catch (error) {
        if (isPassing(error)) throw error;
        throw new ConsumerFailure(
          consumer.key,
          taken.map((change) => change.id),
          error,
        );
      }
    }
  }

  /** What follows from a batch was led to by what led to the contact's changes in it. */
  private complete(caused: readonly NewContactChange[], batch: readonly ContactChange[]): ContactChange[] {
    const chains = shortestChains(batch);
    return caused.map((change) => this.completeOne(change, chains.get(change.contactId) ?? null));
  }

  private completeOne(change: NewContactChange, ledBy: CauseChain): ContactChange {
    const { contactId, dimension, old = null, new: value = null, ref = null, quiet = false } = change;
    const { requestId = requestBehind(contactId) } = change;
    return { contactId, dimension, old, new: value, ref, quiet, at: this.clock.now(), requestId, ledBy };
  }

  private async park({ consumer, ids, cause }: ConsumerFailure): Promise<number> {
    return this.db.transaction(async (tx) => {
      const changes = await takeThese(tx, ids);
      const contactId = changes[0]?.contactId;
      if (contactId === undefined) return 0;
      const error = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      await tx.execute(PARK, [contactId, consumer, error, JSON.stringify(changes), this.clock.now()]);
      this.logger.error({ err: cause, consumer, contact_id: contactId }, 'changes parked in change_failures');
      return changes.length;
    });
  }
}

/**
 * Shards that one transaction takes together: what it costs beside the changes is much when each has but a few, and
 * who has a batch to itself leaves the others to other routers.
 */
function packShards(shards: readonly WaitingShard[]): number[][] {
  const packs: number[][] = [];
  let room = 0;
  for (const { shard, waiting } of shards) {
    if (waiting > room) {
      packs.push([]);
      room = MAX_BATCH;
    }
    packs.at(-1)?.push(shard);
    room -= waiting;
  }
  return packs;
}

/** Those of the shards that no other router has. */
async function lease(tx: Tx, shards: readonly number[]): Promise<number[]> {
  return (await tx.query<{ shard: number }>(LEASE, [shards])).map(({ shard }) => shard);
}

/** Throws only after all of them have ended, so that no transaction outlives its job. */
function countOf(run: PromiseSettledResult<number>): number {
  if (run.status === 'rejected') throw run.reason;
  return run.value;
}

/** The fault of the moment, not of the changes: connections (08, 57), resources (53), deadlocks (40), locks (55). */
function isPassing(error: unknown): boolean {
  return isConnectionError(error) || /^(?:08|40|53|55|57|58)/.test(sqlState(error) ?? '');
}
