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
const TOGETHER_MS = 150;
/** Nobody is sent further away than this, in case the rate is raised or others give up their places. */
const HORIZON_MS = 10 * 60_000;

/**
 * Gives mails their places, each under its own rules, in the order given. Changes the buckets. What finds no place
 * gets the time when its turn would come: one after the other at the pace of what held it up.
 */
export function shareOut(
  wanted: readonly (readonly ThrottleRule[])[],
  situation: Situation,
): (PutBack | undefined)[] {
  return wanted.map((rules) => {
    const full = rules.find((rule) => !hasRoom(rule, bucketOf(rule, situation), situation.now));
    if (full) return putBack(full, bucketOf(full, situation), situation);
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

function putBack(rule: ThrottleRule, bucket: Bucket, { now, heldMs }: Situation): PutBack {
  if (isQuotaUsedUp(rule, bucket, now)) return { reason: 'warm_up', dueAt: nextDay(now) };
  const everyMs = Math.max(rule.spacing?.everyMs ?? 0, rule.atOnce === undefined ? 0 : heldMs(rule.key) / rule.atOnce);
  const earliest = Math.max(now.getTime(), rule.pausedUntil?.getTime() ?? 0, rule.spacing ? bucket.nextAt : 0);
  const at = Math.min(Math.max(bucket.plannedAt, earliest) + everyMs, earliest + HORIZON_MS);
  bucket.plannedAt = at;
  return { reason: rule.reason, dueAt: new Date(Math.ceil(at / TOGETHER_MS) * TOGETHER_MS) };
}
