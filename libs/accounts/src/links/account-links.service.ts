import { Inject, Injectable } from '@nestjs/common';
import { Clock, Config, DomainError, randomToken, sha256 } from '#libs/kernel';
import { Database, type Queryable, type Tx } from '#libs/db';

/** setup makes the first administrator, invite lets a new user choose a password, reset an existing one. */
export type LinkPurpose = 'setup' | 'invite' | 'reset';

const HOUR_MS = 3_600_000;
const LIFE_MS: Readonly<Record<LinkPurpose, number>> = {
  setup: 24 * HOUR_MS,
  invite: 168 * HOUR_MS,
  reset: 24 * HOUR_MS,
};

const PAGES: Readonly<Record<LinkPurpose, string>> = { setup: 'setup', invite: 'join', reset: 'join' };

// A newer link takes the place of the older ones.
const WITHDRAW = `DELETE FROM account_links WHERE purpose = $1 AND user_id IS NOT DISTINCT FROM $2 AND used_at IS NULL`;

const MAKE = `
  INSERT INTO account_links (token_hash, purpose, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`;

// Whoever is disabled chooses no password, by whatever link: it would be good on the day of coming back.
const VALID = `token_hash = $1 AND purpose = ANY($2) AND used_at IS NULL AND expires_at > $3
  AND NOT EXISTS (SELECT FROM users WHERE users.id = user_id AND disabled_at IS NOT NULL)`;
const FIND = `SELECT purpose, user_id FROM account_links WHERE ${VALID}`;

// Of two at once one updates the row; the other waits for it and finds it used.
const USE = `UPDATE account_links SET used_at = $3 WHERE ${VALID} RETURNING purpose, user_id`;

export interface AccountLink {
  readonly purpose: LinkPurpose;
  readonly user_id: number | null;
}

/** Links that work once: whoever has one may choose a password. Only hashes are stored. */
@Injectable()
export class AccountLinks {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Config) private readonly config: Config,
  ) {}

  /** The address to open in a browser; earlier ones for the same purpose and person stop working. */
  async make(on: Queryable, purpose: LinkPurpose, userId: number | null): Promise<string> {
    const token = randomToken();
    const now = this.clock.now();
    await on.execute(WITHDRAW, [purpose, userId]);
    await on.execute(MAKE, [sha256(token), purpose, userId, now, new Date(now.getTime() + LIFE_MS[purpose])]);
    return `${this.config.publicUrl}/${PAGES[purpose]}?token=${token}`;
  }

  /** What the link is for. Throws `account_link.invalid`. */
  async find(token: string, purposes: readonly LinkPurpose[]): Promise<AccountLink> {
    return one(await this.db.query<AccountLink>(FIND, [sha256(token), purposes, this.clock.now()]));
  }

  /** Uses the link up, when the transaction commits. Throws `account_link.invalid`. */
  async use(tx: Tx, token: string, purposes: readonly LinkPurpose[]): Promise<AccountLink> {
    return one(await tx.query<AccountLink>(USE, [sha256(token), purposes, this.clock.now()]));
  }
}

function one([link]: readonly AccountLink[]): AccountLink {
  if (!link) throw new DomainError('account_link.invalid');
  return link;
}
