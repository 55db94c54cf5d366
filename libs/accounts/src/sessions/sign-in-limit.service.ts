import { Inject, Injectable } from '@nestjs/common';
import { Clock, DomainError } from '#libs/kernel';
import { Database } from '#libs/db';

const WINDOW_MS = 15 * 60_000;
const MAX_PER_EMAIL = 10;
const MAX_PER_IP = 50;

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

/** Bounds guessing: failed sign-ins per address and per IP within 15 minutes, over all processes. */
@Injectable()
export class SignInLimit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Counts an attempt as failed, before the password is looked at, until {@link succeeded} says otherwise. Throws `auth.sign_in_limited`. */
  async attempt(email: string, ip: string): Promise<void> {
    const now = this.clock.now();
    const limits = new Map([
      [ofEmail(email), MAX_PER_EMAIL],
      [ofIp(ip), MAX_PER_IP],
    ]);
    const subjects = [...limits.keys()];
    const since = new Date(now.getTime() - WINDOW_MS);
    await this.db.transaction(async (tx) => {
      await tx.query(LOCK, [subjects]);
      const counts = await tx.query<Count>(COUNT, [subjects, since]);
      const over = counts.find(({ subject, attempts }) => attempts >= (limits.get(subject) ?? 0));
      if (over) throw limited((over.first.getTime() + WINDOW_MS - now.getTime()) / 1000);
      await tx.execute(NOTE, [subjects, now]);
    });
  }

  async succeeded(email: string, ip: string): Promise<void> {
    await this.db.execute(FORGET, [ofEmail(email)]);
    await this.db.execute(FORGET_ONE, [ofIp(ip)]);
  }
}

function ofEmail(email: string): string {
  return `email:${email}`;
}

function ofIp(ip: string): string {
  return `ip:${ip}`;
}

function limited(retryAfterS: number): DomainError {
  return new DomainError('auth.sign_in_limited', undefined, { retryAfterS });
}
