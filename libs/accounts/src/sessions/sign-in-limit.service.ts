import { Inject, Injectable } from '@nestjs/common';
import { Clock, DomainError, type LimitStanding } from '#libs/kernel';
import { Database } from '#libs/db';

const WINDOW_MS = 15 * 60_000;
const MAX_PER_EMAIL_AND_IP = 10;
const MAX_PER_IP = 50;
/** From everywhere together. Were it ten, ten wrong guesses by anybody would shut the owner of an address out. */
const MAX_PER_EMAIL = 100;

// Attempts of one subject that come at the same moment are counted one after the other.
const LOCK = `SELECT pg_advisory_xact_lock(hashtext(subject)) FROM unnest($1::text[]) AS subject ORDER BY subject`;

const NOTE = `INSERT INTO sign_in_attempts (subject, at) SELECT unnest($1::text[]), $2`;

const COUNT = `
  SELECT subject, count(*) AS attempts, min(at) AS first
  FROM sign_in_attempts WHERE subject = ANY($1) AND at > $2
  GROUP BY subject`;

const FORGET = `DELETE FROM sign_in_attempts WHERE subject = $1`;
const FORGET_ONE = `
  DELETE FROM sign_in_attempts WHERE ctid = (
    SELECT ctid FROM sign_in_attempts WHERE subject = $1 ORDER BY at DESC LIMIT 1)`;

interface Count {
  readonly subject: string;
  readonly attempts: number;
  readonly first: Date;
}

/** What is left when this attempt fails, and when it succeeds: of several limits the one that is nearest. */
export interface AttemptStanding {
  readonly failed: LimitStanding;
  readonly succeeded: LimitStanding;
}

/** Bounds guessing: failed sign-ins per address, per IP and per both within 15 minutes, over all processes. */
@Injectable()
export class SignInLimit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Counts an attempt as failed, before the password is looked at, until {@link succeeded} says otherwise. Throws `auth.sign_in_limited`. */
  async attempt(email: string, ip: string): Promise<AttemptStanding> {
    const now = this.clock.now();
    const limits = new Map([
      [ofBoth(email, ip), MAX_PER_EMAIL_AND_IP],
      [ofIp(ip), MAX_PER_IP],
      [ofEmail(email), MAX_PER_EMAIL],
    ]);
    const subjects = [...limits.keys()];
    const since = new Date(now.getTime() - WINDOW_MS);
    return this.db.transaction(async (tx) => {
      await tx.query(LOCK, [subjects]);
      const counts = await tx.query<Count>(COUNT, [subjects, since]);
      const standings = [...limits].map(([subject, quota]) => {
        const count = counts.find((one) => one.subject === subject);
        return standingOf(quota, count?.attempts ?? 0, count?.first ?? now, now);
      });
      const spent = standings.find(({ remaining }) => remaining === 0);
      if (spent) throw limited(spent);
      await tx.execute(NOTE, [subjects, now]);
      const [ofPair, ...others] = standings.map((one) => ({ ...one, remaining: one.remaining - 1 }));
      // A success takes back its own attempt everywhere, and all earlier ones of this address from this IP.
      const pardoned = standingOf(MAX_PER_EMAIL_AND_IP, 0, now, now);
      return {
        failed: nearest([ofPair ?? pardoned, ...others]),
        succeeded: nearest([pardoned, ...standings.slice(1)]),
      };
    });
  }

  async succeeded(email: string, ip: string): Promise<void> {
    await this.db.execute(FORGET, [ofBoth(email, ip)]);
    for (const subject of [ofIp(ip), ofEmail(email)]) await this.db.execute(FORGET_ONE, [subject]);
  }
}

function ofBoth(email: string, ip: string): string {
  return `email:${email} ${ofIp(ip)}`;
}

function ofEmail(email: string): string {
  return `email:${email}`;
}

function ofIp(ip: string): string {
  return `ip:${ip}`;
}

function standingOf(quota: number, attempts: number, first: Date, now: Date): LimitStanding {
  const resetS = Math.max(1, Math.ceil((first.getTime() + WINDOW_MS - now.getTime()) / 1000));
  return { quota, windowS: WINDOW_MS / 1000, remaining: Math.max(0, quota - attempts), resetS };
}

function nearest(standings: readonly LimitStanding[]): LimitStanding {
  return standings.reduce((near, one) => (one.remaining < near.remaining ? one : near));
}

function limited(limit: LimitStanding): DomainError {
  return new DomainError('auth.sign_in_limited', undefined, { limit, retryAfterS: limit.resetS });
}
