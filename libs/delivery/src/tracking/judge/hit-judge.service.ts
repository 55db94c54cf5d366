import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { appendChanges } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Shutdown } from '#libs/kernel';
import { Signals, Sweeper } from '#libs/queue';
import { countCrowds, CROWD_WITHIN_MS, type Visit } from './crowds.js';
import { CROWD, type HitFacts, judgeMail, type MailFacts, type Verdict } from './judge-mail.js';
import { ANY_UNJUDGED, CROWDS, HITS_OF, TAKE, WRITE } from './judge-statements.js';

const SWEEP_MS = 1_000;
const MAX_BATCH = 5_000;
/** What happened further away from a hit says nothing about it. */
const AROUND_MS = 20_000;

export interface Mail {
  readonly messageId: number;
  readonly contactId: number;
}

interface Unjudged extends Mail, Record<string, unknown> {
  readonly firstAt: Date;
  readonly lastAt: Date;
}

type EventRow = Record<string, unknown> &
  Mail &
  Omit<HitFacts, 'kind'> & {
    readonly kind: HitFacts['kind'] | 'unsubscribed';
    readonly machine: boolean;
    readonly signs: readonly string[] | null;
    readonly sentAtMs: number | null;
  };

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
        if (rows.length > 0) await this.judge(tx, rows, new Date(from), new Date(to));
        return rows.length;
      });
    }
  }

  /** Judges these mails' hits from around that time on both sides; resolves with how many verdicts changed. */
  async judge(tx: Tx, mails: readonly Mail[], from: Date, to: Date): Promise<number> {
    const visits = await tx.query<Visit & Mail & { machine: boolean } & Record<string, unknown>>(CROWDS, [
      ...[shift(from, -CROWD_WITHIN_MS), shift(to, CROWD_WITHIN_MS), CROWD],
    ]);
    // Whoever came before the crowd was one is judged again with it.
    const all = new Map([...mails, ...visits.filter(({ machine }) => !machine)].map((mail) => [mail.messageId, mail]));
    const rows = await tx.query<EventRow>(HITS_OF, [
      [...all.keys()],
      [...all.values()].map(({ contactId }) => contactId),
      ...[shift(from, -AROUND_MS), shift(to, AROUND_MS)],
    ]);
    const crowdOf = countCrowds(visits);
    const verdicts = [...factsByMail(rows).values()].flatMap((facts) => judgeMail(facts, crowdOf));
    return this.write(tx, verdicts, new Map(rows.map((row) => [row.id, row])));
  }

  private async write(tx: Tx, verdicts: readonly Verdict[], rows: ReadonlyMap<number, EventRow>): Promise<number> {
    const changed = verdicts.filter((verdict) => differs(verdict, rows.get(verdict.id)));
    if (changed.length === 0) return 0;
    await tx.execute(WRITE, [JSON.stringify(changed)]);
    const turned = changed.flatMap(({ id, machine }) => {
      const row = rows.get(id);
      return row && row.machine !== machine ? [{ ...row, machine }] : [];
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

function factsByMail(rows: readonly EventRow[]): ReadonlyMap<number, MailFacts> {
  const mails = new Map<number, { sentAtMs: number | null; unsubscribedAtMs: number[]; hits: HitFacts[] }>();
  for (const { messageId, sentAtMs, kind, ...row } of rows) {
    const mail = mails.get(messageId) ?? { sentAtMs, unsubscribedAtMs: [], hits: [] };
    mails.set(messageId, mail);
    if (kind === 'unsubscribed') mail.unsubscribedAtMs.push(row.atMs);
    else mail.hits.push({ ...row, kind });
  }
  return mails;
}

function differs({ machine, signs }: Verdict, row: EventRow | undefined): boolean {
  return row?.machine !== machine || (row.signs ?? []).join() !== signs.join();
}

function shift(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
