import { Inject, Injectable } from '@nestjs/common';
import { Clock, DomainError } from '#libs/kernel';
import { Database } from '#libs/db';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAnswer, sealAnswer } from './answer-cipher.js';

const KEPT_MS = 24 * 3_600_000;
/** A first request that has not answered by then was killed: the next one takes its place. */
const GIVEN_UP_MS = 120_000;
const WAIT_MS = 10_000;
const LONGEST_PAUSE_MS = 250;

// The unique key decides who is first among requests of the same moment.
const CLAIM = `
  INSERT INTO idempotency_keys (actor, key, request_hash, created_at) VALUES ($1, $2, $3, $4::timestamptz)
  ON CONFLICT (actor, key) DO UPDATE
  SET request_hash = excluded.request_hash, created_at = excluded.created_at,
      status = NULL, content_type = NULL, body = NULL
  WHERE idempotency_keys.created_at < $5
     OR (idempotency_keys.status IS NULL AND idempotency_keys.created_at < $6)
  RETURNING 1`;

const READ = `SELECT request_hash, status, content_type, body FROM idempotency_keys WHERE actor = $1 AND key = $2`;

// created_at tells claims apart: who was given up and comes back late overwrites nothing.
const FINISH = `
  UPDATE idempotency_keys SET status = $4, content_type = $5, body = $6, request_hash = $7
  WHERE actor = $1 AND key = $2 AND created_at = $3 AND status IS NULL`;
const ABANDON = `DELETE FROM idempotency_keys WHERE actor = $1 AND key = $2 AND created_at = $3 AND status IS NULL`;

/** Who asks for what. */
export interface IdempotentRequest {
  /** Names the credential: keys of one caller mean nothing to another. */
  readonly actor: string;
  /** The API key or session token itself; the answer is kept under it and it is stored nowhere. */
  readonly credential: string;
  readonly key: string;
  /** Of everything that makes two requests the same; of an upload, whose body comes later, of what comes before it. */
  readonly hash: Buffer;
  /** Reads an upload to its end: the hash with its body. */
  readonly readRest?: () => Promise<Buffer>;
}

/** The right to answer for a key; hand it back by `finish` or `abandon`. */
export interface IdempotencyClaim extends IdempotentRequest {
  readonly at: Date;
}

export interface GivenAnswer extends KeptAnswer {
  /** Of the request as a whole. */
  readonly hash: Buffer;
}

export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

interface Row {
  readonly request_hash: Buffer;
  readonly status: number | null;
  readonly content_type: string | null;
  readonly body: string | null;
}

/** Answers of POSTs with an Idempotency-Key, kept for 24 h: the same call again has the same answer and no effect. */
@Injectable()
export class IdempotencyKeys {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Says whether this request is the first with its key, or what the first one was answered; waits up to 10 s while
   * that is under way. Throws `request.idempotency_mismatch` and `request.idempotency_pending`.
   */
  async begin(request: IdempotentRequest): Promise<IdempotencyClaim | KeptAnswer> {
    const deadline = performance.now() + WAIT_MS;
    for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const claim = await this.claim(request);
      if (claim) return claim;
      const kept = await this.read(request);
      if (kept) return kept;
      if (performance.now() > deadline) {
        throw new DomainError('request.idempotency_pending', undefined, { retryAfterS: 5 });
      }
      await sleep(pauseMs);
    }
  }

  async finish(claim: IdempotencyClaim, { status, contentType, body, hash }: GivenAnswer): Promise<void> {
    const { actor, key, at, credential } = claim;
    await this.db.execute(FINISH, [actor, key, at, status, contentType, sealAnswer(credential, body), hash]);
  }

  /** Nothing was done: the same call may try again. */
  async abandon({ actor, key, at }: IdempotencyClaim): Promise<void> {
    await this.db.execute(ABANDON, [actor, key, at]);
  }

  private async claim(request: IdempotentRequest): Promise<IdempotencyClaim | null> {
    const { actor, key, hash } = request;
    const at = this.clock.now();
    const tooOld = new Date(at.getTime() - KEPT_MS);
    const givenUp = new Date(at.getTime() - GIVEN_UP_MS);
    const claimed = await this.db.execute(CLAIM, [actor, key, hash, at, tooOld, givenUp]);
    return claimed === 1 ? { ...request, at } : null;
  }

  /** null while the first request is under way. What is known of an upload by then is where it goes. */
  private async read({ actor, key, hash, readRest, credential }: IdempotentRequest): Promise<KeptAnswer | null> {
    const [row] = await this.db.query<Row>(READ, [actor, key]);
    if (!row) return null;
    const whole = row.status !== null && readRest ? await readRest() : hash;
    if (!row.request_hash.equals(whole)) throw new DomainError('request.idempotency_mismatch');
    if (row.status === null) return null;
    return { status: row.status, contentType: row.content_type, body: openAnswer(credential, row.body ?? '') };
  }
}
