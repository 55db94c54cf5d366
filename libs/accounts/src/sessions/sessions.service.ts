import { Inject, Injectable } from '@nestjs/common';
import { Clock, randomToken, sha256 } from '#libs/kernel';
import { Database, type Queryable } from '#libs/db';
import type { UserActor } from '../actor.js';
import type { Role } from '../roles.js';

export const SESSION_DAYS = 30;
const DAY_MS = 86_400_000;

const OPEN = `
  INSERT INTO sessions (token_hash, user_id, csrf_token, created_at, last_seen_at, expires_at, ip, user_agent)
  VALUES ($1, $2, $3, $4, $4, $5, $6, $7)`;

const FIND = `
  SELECT s.user_id, u.role, s.csrf_token, s.last_seen_at < $2::timestamptz - interval '5 min' AS slide
  FROM sessions s JOIN users u ON u.id = s.user_id
  WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.disabled_at IS NULL`;

interface Found {
  readonly user_id: number;
  readonly role: Role;
  readonly csrf_token: string;
  readonly slide: boolean;
}

export interface OpenedSession {
  /** For the cookie; only its hash is stored. */
  readonly token: string;
  readonly csrf: string;
}

export interface SessionOrigin {
  readonly ip: string;
  readonly userAgent: string | null;
}

/** Sessions of the web app: kept on the server, thirty days after the last use. */
@Injectable()
export class Sessions {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Starts a session with a new token: one that a browser brought along is never adopted. */
  async open(userId: number, origin: SessionOrigin, on: Queryable = this.db): Promise<OpenedSession> {
    const session = { token: randomToken(), csrf: randomToken(24) };
    const now = this.clock.now();
    await on.execute(OPEN, [
      sha256(session.token),
      userId,
      session.csrf,
      now,
      endOf(now),
      origin.ip,
      origin.userAgent?.slice(0, 400) ?? null,
    ]);
    return session;
  }

  /** Whose session this is; null when it has ended or its user is disabled. Moves its end when it is used. */
  async authenticate(token: string): Promise<UserActor | null> {
    const hash = sha256(token);
    const now = this.clock.now();
    const [found] = await this.db.query<Found>(FIND, [hash, now]);
    if (!found) return null;
    if (found.slide) {
      const slid = 'UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE token_hash = $1';
      await this.db.execute(slid, [hash, now, endOf(now)]);
    }
    return { kind: 'user', id: found.user_id, role: found.role, session: { hash, csrf: found.csrf_token } };
  }

  async close(hash: Buffer): Promise<void> {
    await this.db.execute('DELETE FROM sessions WHERE token_hash = $1', [hash]);
  }

  /** Ends all sessions of a user, but for one when `except` names it. */
  async closeAll(on: Queryable, userId: number, except: Buffer | null = null): Promise<void> {
    const others = 'DELETE FROM sessions WHERE user_id = $1 AND token_hash IS DISTINCT FROM $2';
    await on.execute(others, [userId, except]);
  }
}

function endOf(now: Date): Date {
  return new Date(now.getTime() + SESSION_DAYS * DAY_MS);
}
