import { Inject, Injectable } from '@nestjs/common';
import { type CauseChain, chainText, type ContactChange, shortestChains } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { Clock, requestBehind } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { RunJudge, type Leaving } from '../enrolments/run-judge.service.js';
import { groupBy } from '../group-by.js';
import { CompiledVersions, type CompiledVersion, type Watch } from '../registry/compiled-versions.js';
import { HeldLooks } from './held-looks.service.js';
import { reads, WatchingVersions } from './watching-versions.js';

interface RunRow {
  readonly id: number;
  readonly automationId: number;
  readonly version: number;
  readonly contactId: number;
  readonly state: 'active' | 'stuck';
  readonly step: string;
  readonly wait: 'open' | 'met' | null;
  readonly enteredAt: Date;
  readonly stepAt: Date;
  readonly event: Readonly<Record<string, unknown>> | null;
  readonly requestId: string | null;
}

/** What changed about each contact of the batch, and the topics that it turned down. */
interface Changed {
  readonly dimensions: ReadonlyMap<number, ReadonlySet<string>>;
  readonly refused: ReadonlyMap<number, ReadonlySet<string>>;
  /** What led to it. */
  readonly chains: () => ReadonlyMap<number, CauseChain>;
}

const UNDER_WAY = `
  SELECT id, automation_id AS "automationId", version, contact_id AS "contactId" FROM enrolments
  WHERE contact_id = ANY($1::bigint[]) AND state IN ('active', 'stuck')
    AND (automation_id, version) IN (SELECT * FROM unnest($2::bigint[], $3::int[]))`;

// The runner locks the rows of its batch too, before it judges. Whoever is second sees what the first did: a change
// can't slip through between a run's arrival at a wait and its being written as waiting. Ids in order against deadlock.
const LOCK = `
  SELECT id, automation_id AS "automationId", version, contact_id AS "contactId", state, step, wait,
    entered_at AS "enteredAt", step_at AS "stepAt", event, request_id AS "requestId"
  FROM enrolments WHERE id = ANY($1::bigint[]) AND state IN ('active', 'stuck')
  ORDER BY id FOR UPDATE`;

const END = `
  UPDATE enrolments SET state = leaving.state, exit_reason = leaving.reason, ended_at = $4, due_at = NULL, wait = NULL,
    held_until = NULL
  FROM unnest($1::bigint[], $2::text[], $3::text[]) AS leaving (id, state, reason)
  WHERE enrolments.id = leaving.id`;

// What they go on by is what woke them.
const WAKE = `
  UPDATE enrolments SET wait = 'met', due_at = $2, led_by = woken.led_by::bigint[]
  FROM unnest($1::bigint[], $3::text[]) AS woken (id, led_by) WHERE enrolments.id = woken.id`;

const REFUSALS: ReadonlySet<unknown> = new Set(['unsubscribed', 'complained', 'cleaned']);

/** Ends and wakes the runs whose goal, exit or wait a batch of changes can have turned. Quiet changes count too. */
@Injectable()
export class RunWaker {
  constructor(
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
    @Inject(WatchingVersions) private readonly watching: WatchingVersions,
    @Inject(RunJudge) private readonly judge: RunJudge,
    @Inject(HeldLooks) private readonly heldLooks: HeldLooks,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  async wake(tx: Tx, changes: readonly ContactChange[]): Promise<void> {
    const changed = summarise(changes);
    const all = new Set(changes.map(({ dimension }) => dimension));
    const versions = (await this.watching.concernedBy(tx, all)).map(({ automation }) => automation);
    if (versions.length === 0) return;
    await this.heldLooks.note(tx, changes, this.clock.now());
    const underWay = await tx.query<RunRow & Record<string, unknown>>(UNDER_WAY, [
      [...changed.dimensions.keys()],
      versions.map(({ id }) => id),
      versions.map(({ version }) => version),
    ]);
    const touched: number[] = [];
    for (const run of underWay) {
      const version = await this.versions.load(tx, run.automationId, run.version);
      if (canTouch(version, run.contactId, changed)) touched.push(run.id);
    }
    if (touched.length === 0) return;
    const rows = await tx.query<RunRow & Record<string, unknown>>(LOCK, [touched]);
    const byVersion = groupBy(rows, (run) => `${String(run.automationId)}:${String(run.version)}`);
    for (const group of byVersion.values()) await this.judgeGroup(tx, group, changed);
  }

  private async judgeGroup(tx: Tx, runs: readonly RunRow[], changed: Changed): Promise<void> {
    const [first] = runs;
    if (!first) return;
    const version = await this.versions.load(tx, first.automationId, first.version);
    const now = this.clock.now();
    const applies = (watch: Watch, run: RunRow): boolean => reads(watch, changed.dimensions.get(run.contactId));
    const leaving = await this.judge.leaving(tx, version, runs, now, { applies });
    for (const run of runs) {
      const refused = version.unsubscribe !== null && changed.refused.get(run.contactId)?.has(version.unsubscribe);
      if (refused && !leaving.has(run.id)) leaving.set(run.id, { state: 'exited', reason: 'unsubscribed' });
    }
    await this.end(tx, leaving, now);
    await this.wakeWaits(
      tx,
      version,
      runs.filter((run) => !leaving.has(run.id)),
      { now, applies, chains: changed.chains },
    );
  }

  private async end(tx: Tx, leaving: ReadonlyMap<number, Leaving>, now: Date): Promise<void> {
    if (leaving.size === 0) return;
    const all = [...leaving];
    await tx.execute(END, [
      all.map(([id]) => id),
      all.map(([, { state }]) => state),
      all.map(([, l]) => l.reason),
      now,
    ]);
  }

  private async wakeWaits(
    tx: Tx,
    version: CompiledVersion,
    runs: readonly RunRow[],
    { now, applies, chains }: Pick<Changed, 'chains'> & { now: Date; applies: (watch: Watch, run: RunRow) => boolean },
  ): Promise<void> {
    const met: RunRow[] = [];
    for (const [stepId, watch] of version.waits) {
      const waiting = runs.filter((run) => run.state === 'active' && run.step === stepId && run.wait === 'open');
      met.push(...(await this.judge.met(tx, watch, waiting, now, { applies })));
    }
    if (met.length === 0) return;
    const ledBy = chains();
    await tx.execute(WAKE, [
      met.map(({ id }) => id),
      now,
      met.map(({ contactId }) => chainText(ledBy.get(contactId) ?? null)),
    ]);
    // Both are looked for: the request that a run began by, whose it stays, and the one that let it go on.
    const requestIds = met.flatMap(({ contactId, requestId }) => [requestId, requestBehind(contactId)]);
    tx.afterCommit(() => {
      this.signals.signal('automations.run', {}, requestIds);
    });
  }
}

function summarise(changes: readonly ContactChange[]): Changed {
  const dimensions = new Map<number, Set<string>>();
  const refused = new Map<number, Set<string>>();
  const add = (map: Map<number, Set<string>>, { contactId, dimension }: ContactChange): void => {
    map.set(contactId, (map.get(contactId) ?? new Set()).add(dimension));
  };
  for (const change of changes) {
    add(dimensions, change);
    if (change.dimension.startsWith('consent:') && REFUSALS.has(change.new)) add(refused, change);
  }
  return { dimensions, refused, chains: () => shortestChains(changes) };
}

/** Whether anything that the version watches can have turned for the contact, at whatever step its run stands. */
function canTouch(version: CompiledVersion, contactId: number, { dimensions, refused }: Changed): boolean {
  if (version.unsubscribe !== null && refused.get(contactId)?.has(version.unsubscribe)) return true;
  const watches = [version.goal, version.exit, ...version.waits.values()];
  return watches.some((watch) => watch !== null && reads(watch, dimensions.get(contactId)));
}
