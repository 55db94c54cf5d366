import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, DomainError, type LimitStanding } from '#libs/kernel';

const WINDOW_S = 60;

// Over all processes. A clock that is behind another's counts into the minute that the other has begun.
const SPEND = `
  INSERT INTO api_key_minutes AS used (key_id, minute, requests) VALUES ($1, date_trunc('minute', $2::timestamptz), 1)
  ON CONFLICT (key_id) DO UPDATE SET
    requests = CASE WHEN used.minute < EXCLUDED.minute THEN 1 ELSE used.requests + 1 END,
    minute = greatest(used.minute, EXCLUDED.minute)
  RETURNING requests, minute`;

/** Counts the requests of keys that have a limit; those without one cost nothing. */
@Injectable()
export class KeyLimit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Counts a request. Throws `key.limited` when the minute's are used up. */
  async spend(keyId: number, quota: number): Promise<LimitStanding> {
    const now = this.clock.now();
    const [used] = await this.db.query<{ requests: number; minute: Date }>(SPEND, [keyId, now]);
    const requests = used?.requests ?? 1;
    const endMs = (used?.minute ?? now).getTime() + WINDOW_S * 1000;
    const resetS = Math.max(1, Math.ceil((endMs - now.getTime()) / 1000));
    const limit = { quota, windowS: WINDOW_S, remaining: Math.max(0, quota - requests), resetS };
    if (requests > quota) throw new DomainError('key.limited', undefined, { limit, retryAfterS: resetS });
    return limit;
  }
}
