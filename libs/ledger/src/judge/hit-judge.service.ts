import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { appendChanges } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Shutdown } from '#libs/kernel';
import { Signals, Sweeper } from '#libs/queue';
import type { Verdict } from './judge-mail.js';
import { ANY_UNJUDGED, TAKE, WRITE } from './judge-statements.js';
import { judgeMails, type JudgedMail, type StoredHit } from './judge-mails.js';

const SWEEP_MS = 1_000;
const MAX_BATCH = 5_000;

interface Unjudged extends JudgedMail, Record<string, unknown> {
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/**
 * Tells programs from people by what happened around an open or click: a request alone does not show that twenty others
 * came with it. All that is judged stays stored, so that it can be judged again.
 */
@Injectable()
export class HitJudge implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(Shutdown) private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({
      job: 'tracking.judge',
      everyMs: SWEEP_MS,
      findDue: async () => {
        const [row] = await this.db.query<{ due: boolean }>(ANY_UNJUDGED);
        return row?.due ? [{}] : [];
      },
    });
  }

  /** Judges what has come since; a mail as often as something comes. */
  async judgeNew(): Promise<void> {
    for (let taken = MAX_BATCH; taken === MAX_BATCH && !this.shutdown.requested;) {
      taken = await this.db.transaction(async (tx) => {
        const rows = await tx.query<Unjudged>(TAKE, [MAX_BATCH]);
        const from = Math.min(...rows.map(({ firstAt }) => firstAt.getTime()));
        const to = Math.max(...rows.map(({ lastAt }) => lastAt.getTime()));
        if (rows.length > 0) await this.judge(tx, rows, new Date(from), new Date(to), true);
        return rows.length;
      });
    }
  }

  /**
   * Judges these mails' hits from around that time on both sides, `withCrowds` those of others that came with them, too;
   * resolves with how many verdicts changed.
   */
  async judge(tx: Tx, mails: readonly JudgedMail[], from: Date, to: Date, withCrowds: boolean): Promise<number> {
    let turned = 0;
    for await (const { verdicts, hits } of judgeMails(tx, mails, { from, to }, withCrowds))
      turned += await this.write(tx, verdicts, hits);
    return turned;
  }

  private async write(tx: Tx, verdicts: readonly Verdict[], hits: ReadonlyMap<number, StoredHit>): Promise<number> {
    const changed = verdicts.filter((verdict) => differs(verdict, hits.get(verdict.id)));
    if (changed.length === 0) return 0;
    await tx.execute(WRITE, [JSON.stringify(changed)]);
    const turned = changed.flatMap(({ id, machine }) => {
      const hit = hits.get(id);
      return hit && hit.machine !== machine ? [{ ...hit, machine }] : [];
    });
    // Segments and goals follow; nobody enters an automation because a verdict was changed.
    const changes = turned.map(({ id, contactId, kind, machine }) => ({
      contactId,
      dimension: `email:${kind}` as const,
      ref: id,
      new: { machine },
      quiet: true,
    }));
    await appendChanges(tx, changes);
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
    return turned.length;
  }
}

function differs({ machine, signs }: Verdict, hit: StoredHit | undefined): boolean {
  return hit?.machine !== machine || (hit.signs ?? []).join() !== signs.join();
}
