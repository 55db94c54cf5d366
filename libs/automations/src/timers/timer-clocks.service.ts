import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database, type Queryable, type Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { LiveAutomations, type TimedTrigger } from '../consumer/live-automations.js';
import { durationMs, LATENESS_MS } from '../time/duration.js';
import { keyOf } from './field-moments.service.js';
import { dropTimers, type TriggerKey } from './timer-rows.js';
import type { DelaySettings } from './trigger-timing.js';

export interface ClockRow extends TriggerKey {
  readonly zone: string;
}

const CLOCKS = 'SELECT automation_id AS "automationId", trigger AS digest, zone FROM trigger_clocks';

// Who compares what there is with what there should be does so alone: another's newer view must not be undone.
const RECONCILE_ALONE = `SELECT pg_advisory_xact_lock(hashtext('automations.trigger_clocks'))`;

const START = `
  INSERT INTO trigger_clocks (automation_id, trigger, due_at, since, zone) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING`;

// A run over the members of a segment that has begun goes on to its end.
const RESTART = `
  UPDATE trigger_clocks SET due_at = CASE WHEN $6 AND cursor > 0 THEN due_at ELSE $3 END,
    cursor = CASE WHEN $6 THEN cursor ELSE 0 END, since = greatest(since, $4), zone = $5
  WHERE automation_id = $1 AND trigger = $2`;

const STOP = 'DELETE FROM trigger_clocks WHERE automation_id = $1 AND trigger = $2';

// Whoever goes through all contacts holds it for update: a change waits for that batch, and is seen by the next.
const SHARE = 'SELECT since FROM trigger_clocks WHERE automation_id = $1 AND trigger = $2 FOR SHARE';

/** Keeps one clock for each timed trigger of what is published. */
@Injectable()
export class TimerClocks {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LiveAutomations) private readonly live: LiveAutomations,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
  ) {}

  /** Since when the trigger is there; null when nobody has started its clock yet. */
  async share(tx: Tx, { automationId, digest }: TriggerKey): Promise<Date | null> {
    const [row] = await tx.query<{ since: Date }>(SHARE, [automationId, digest]);
    return row?.since ?? null;
  }

  async delaySettings(): Promise<DelaySettings> {
    const { engagement_hold: hold } = await this.settings.get();
    return { engagementHoldMs: durationMs(hold) };
  }

  /** Whether a clock is missing, left over, or reckons with another zone than the organisation's. */
  async differ(): Promise<boolean> {
    const { missing, moved, over } = await this.compare(this.db);
    return missing.length + moved.length + over.length > 0;
  }

  async reconcile(): Promise<void> {
    if (!(await this.differ())) return;
    await this.db.transaction(async (tx) => {
      await tx.query(RECONCILE_ALONE);
      const found = await this.compare(tx);
      const now = this.clock.now();
      for (const timed of found.missing) await tx.execute(START, firstOf(timed, found.zone, timed.publishedAt));
      const after = new Date(now.getTime() - LATENESS_MS);
      for (const timed of found.moved) {
        await tx.execute(RESTART, [...firstOf(timed, found.zone, after), timed.timing.kind === 'segment']);
      }
      for (const key of found.over) {
        await tx.execute(STOP, [key.automationId, key.digest]);
        await dropTimers(tx, key);
      }
    });
  }

  private async compare(on: Queryable) {
    const timed = await this.live.timedTriggers(on);
    const clocks = await on.query<ClockRow & Record<string, unknown>>(CLOCKS);
    const { time_zone: zone } = await this.settings.get();
    const wanted = new Map(timed.map((one) => [nameOf(keyOf(one)), one]));
    const there = new Map(clocks.map((clock) => [nameOf(clock), clock]));
    return {
      zone,
      missing: [...wanted].filter(([name]) => !there.has(name)).map(([, one]) => one),
      moved: [...wanted].filter(([name]) => there.get(name) && there.get(name)?.zone !== zone).map(([, one]) => one),
      over: clocks.filter((clock) => !wanted.has(nameOf(clock))),
    };
  }
}

export function nameOf({ automationId, digest }: TriggerKey): string {
  return `${String(automationId)} ${digest}`;
}

/** Key, first work, since when, and the zone, as the statements take them. */
function firstOf({ timing, trigger, ...timed }: TimedTrigger, zone: string, since: Date): unknown[] {
  const { automationId, digest } = keyOf(timed);
  return [automationId, digest, firstWork({ timing, trigger }, zone, since), since, zone];
}

function firstWork(
  { timing, trigger }: Pick<TimedTrigger, 'timing' | 'trigger'>,
  zone: string,
  since: Date,
): Date | null {
  if (timing.kind === 'delay') return null;
  return timing.kind === 'field'
    ? since
    : timing.next(trigger.params, namedZone(timing.zone(trigger.params), zone), since);
}

export function namedZone(name: string, organisation: string): string {
  return name === 'organisation' ? organisation : name;
}
