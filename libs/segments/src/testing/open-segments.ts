import { AuditLog } from '#libs/accounts';
import { event } from '#libs/activity';
import { sample, SqlConditionEvaluator } from '#libs/conditions';
import { type ChangeConsumer, ChangeRouter, type ContactChange, consent, field, tag } from '#libs/contacts';
import type { Database } from '#libs/db';
import { Clock, createLogger, SystemClock } from '#libs/kernel';
import { Signals, Sweeper } from '#libs/queue';
import { segment } from '../conditions/segment/segment.condition.js';
import { SegmentsConsumer } from '../live/segments.consumer.js';
import { StaticMembers } from '../members/static-members.service.js';
import { SegmentRefresh } from '../refresh/segment-refresh.service.js';
import { TimePassing } from '../refresh/time-passing.js';
import { SegmentsService } from '../segments.service.js';
import { NoNames } from './no-names.js';

/** What a process with segments has, on a given database; signals lead nowhere, so that tests say when work is done. */
export interface OpenSegments {
  readonly evaluator: SqlConditionEvaluator;
  readonly segments: SegmentsService;
  readonly staticMembers: StaticMembers;
  readonly refresh: SegmentRefresh;
  readonly time: TimePassing;
  readonly router: ChangeRouter;
  /** What the consumers behind segments were handed. */
  readonly seen: ContactChange[];
}

interface Options {
  readonly clock?: Clock;
  /** A consumer behind segments. */
  readonly behind?: ChangeConsumer['consume'];
}

export function openSegments(db: Database, { clock = new SystemClock(), behind }: Options = {}): OpenSegments {
  const logger = createLogger('test', 'silent');
  const signals = new Signals(new Map(), logger);
  const sweeper = new Sweeper(signals, logger);
  const place = { read: () => Promise.resolve({ time_zone: 'UTC', currency: 'USD', engagement_hold: '60s' }) };
  const evaluator = new SqlConditionEvaluator(db, place, [field, tag, segment, event, consent, sample]);
  const time = new TimePassing(db, evaluator, clock, signals);
  const seen: ContactChange[] = [];
  const witness: ChangeConsumer = {
    key: 'witness',
    consume: async (tx, changes) => {
      const more = (await behind?.(tx, changes)) ?? [];
      seen.push(...changes);
      return more;
    },
  };
  const consumers = [new SegmentsConsumer(evaluator, clock), witness];
  return {
    evaluator,
    segments: new SegmentsService(db, evaluator, clock, signals, new AuditLog(clock), new NoNames()),
    staticMembers: new StaticMembers(clock, signals),
    refresh: new SegmentRefresh(db, evaluator, time, clock, signals, sweeper),
    time,
    router: new ChangeRouter(db, consumers, sweeper, clock, logger),
    seen,
  };
}
