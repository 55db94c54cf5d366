import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { CONTACT_OWNERS, type ContactMerge, type ContactOwner } from '../ports/contact-owner.port.js';
import { lockForMerge } from './merge-locks.js';

const MINUTE_MS = 60_000;

/** When to look, after the merge and then after each look. */
export const SETTLE_AFTER_MS: readonly number[] = [3_000, 15_000, MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS];

const SWEEP_MS = 3_000;
const ATTEMPTS = 10;

const ANY_DUE = `SELECT EXISTS (SELECT FROM contact_merges WHERE settle_at <= $1) AS any`;

const NEXT = `
  SELECT id, kept_id AS "keptId", merged_id AS "mergedId", merged_at AS at, looks
  FROM contact_merges WHERE settle_at <= $1 AND undone_at IS NULL ORDER BY settle_at, id LIMIT 1`;

const NOTE = `
  UPDATE contact_merges SET looks = looks + 1, settle_at = $3 WHERE id = $1 AND looks = $2 AND undone_at IS NULL`;

interface DueMerge extends Omit<ContactMerge, 'again'>, Record<string, unknown> {
  readonly looks: number;
}

/**
 * Whoever was writing about a contact when it was merged (an event that had found it, a mail on its way) may have
 * written its id after the merge. Those rows are moved later: hot paths take no lock for something that is so rare.
 */
@Injectable()
export class MergeSettler implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CONTACT_OWNERS) private readonly owners: readonly ContactOwner[],
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'merges.settle', everyMs: SWEEP_MS, findDue: () => this.findDue() });
  }

  /** Looks at all merges that are due. Resolves with how many those were. */
  async settleDue(): Promise<number> {
    for (let settled = 0; ; settled += 1) {
      const done = await this.db.transaction((tx) => this.settleNext(tx), { attempts: ATTEMPTS });
      if (!done) return settled;
    }
  }

  private async findDue(): Promise<Record<string, never>[]> {
    const [row] = await this.db.query<{ any: boolean }>(ANY_DUE, [this.clock.now()]);
    return row?.any ? [{}] : [];
  }

  private async settleNext(tx: Tx): Promise<boolean> {
    const now = this.clock.now();
    const [due] = await tx.query<DueMerge>(NEXT, [now]);
    if (!due) return false;
    const { looks, ...merge } = due;
    await lockForMerge(tx, [merge.keptId, merge.mergedId], this.owners);
    const next = SETTLE_AFTER_MS[looks + 1];
    const at = next === undefined ? null : new Date(now.getTime() + next);
    // Undone meanwhile, or looked at by another process.
    if ((await tx.execute(NOTE, [merge.id, looks, at])) === 0) return true;
    for (const owner of this.owners) await owner.merge(tx, { ...merge, again: true });
    return true;
  }
}
