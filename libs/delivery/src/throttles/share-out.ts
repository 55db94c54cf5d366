import { afterTaking, roomAt } from './allowance.js';
import type { ThrottleRule } from './throttle-rules.js';
import { dayOf, nextDay } from './warm-up.js';

/** How far a key is used up, as it is stored; times in ms. */
export interface Bucket {
  readonly key: string;
  nextAt: number;
  plannedAt: number;
  day: string | null;
  dayTaken: number;
  /** Under way now, over all processes. */
  held: number;
  /** Given to those that had come at their time and found no place. */
  nearTaken?: number;
}

/** A mail that asks for places. */
export interface Wanted {
  readonly rules: readonly ThrottleRule[];
  /** It has been put back before. */
  readonly again: boolean;
}

/** Why a mail does not go now, and when it is looked at again. */
export interface PutBack {
  readonly reason: string;
  readonly dueAt: Date;
}

interface Situation {
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly now: Date;
  /** How long a mail of the key is under way, as seen lately. */
  readonly heldMs: (key: string) => number;
}

/** Mails come back in groups: each look costs some statements. */
export const TOGETHER_MS = 150;
/** Of one batch, of those that were put back before; more of them are a queue. */
const MOST_NEAR = 10;
/** Nobody is sent further away than this, in case the rate is raised or others give up their places. */
const HORIZON_MS = 10 * 60_000;

/**
 * Gives mails their places, each under its own rules, in the order given. Changes the buckets. What finds no place
 * gets the time when its turn would come: one after the other at the pace of what held it up.
 */
export function shareOut(wanted: readonly Wanted[], situation: Situation): (PutBack | undefined)[] {
  return wanted.map(({ rules, again }) => {
    const full = rules.find((rule) => !hasRoom(rule, bucketOf(rule, situation), situation.now));
    if (full) return putBack(full, again, situation);
    for (const rule of rules) take(rule, bucketOf(rule, situation), situation.now);
    return undefined;
  });
}

function bucketOf({ key }: ThrottleRule, { buckets }: Situation): Bucket {
  const bucket = buckets.get(key);
  if (!bucket) throw new Error(`The bucket ${key} was not read`);
  return bucket;
}

function hasRoom(rule: ThrottleRule, bucket: Bucket, now: Date): boolean {
  if (rule.pausedUntil && rule.pausedUntil > now) return false;
  if (isQuotaUsedUp(rule, bucket, now)) return false;
  if (rule.atOnce !== undefined && bucket.held >= rule.atOnce) return false;
  return !rule.spacing || roomAt(bucket.nextAt, rule.spacing, now.getTime()) > 0;
}

function isQuotaUsedUp({ quota }: ThrottleRule, { day, dayTaken }: Bucket, now: Date): boolean {
  return quota !== undefined && (day === dayOf(now) ? dayTaken : 0) >= quota;
}

function take({ spacing, quota }: ThrottleRule, bucket: Bucket, now: Date): void {
  if (spacing) bucket.nextAt = afterTaking(bucket.nextAt, spacing, now.getTime(), 1);
  if (quota !== undefined) {
    bucket.dayTaken = bucket.day === dayOf(now) ? bucket.dayTaken + 1 : 1;
    bucket.day = dayOf(now);
  }
  bucket.held += 1;
}

function putBack(rule: ThrottleRule, again: boolean, situation: Situation): PutBack {
  const { now, heldMs } = situation;
  const bucket = bucketOf(rule, situation);
  if (isQuotaUsedUp(rule, bucket, now)) return { reason: 'warm_up', dueAt: nextDay(now) };
  const everyMs = Math.max(rule.spacing?.everyMs ?? 0, rule.atOnce === undefined ? 0 : heldMs(rule.key) / rule.atOnce);
  const earliest = Math.max(now.getTime(), rule.pausedUntil?.getTime() ?? 0, rule.spacing ? bucket.nextAt : 0);
  const near = again ? nearTurn(bucket) : undefined;
  const at =
    near === undefined
      ? Math.min(Math.max(bucket.plannedAt, earliest) + everyMs, earliest + HORIZON_MS)
      : earliest + near * everyMs;
  bucket.plannedAt = Math.max(bucket.plannedAt, at);
  return { reason: rule.reason, dueAt: new Date(Math.ceil(at / TOGETHER_MS) * TOGETHER_MS) };
}

/** Whoever came at the right time and was a little unlucky does not queue again behind everybody. */
function nearTurn(bucket: Bucket): number | undefined {
  const turn = (bucket.nearTaken ?? 0) + 1;
  if (turn > MOST_NEAR) return undefined;
  bucket.nearTaken = turn;
  return turn;
}
