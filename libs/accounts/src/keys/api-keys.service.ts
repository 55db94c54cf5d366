import { Inject, Injectable } from '@nestjs/common';
import { Clock, DomainError, Gathering, randomToken, sha256 } from '#libs/kernel';
import { Database } from '#libs/db';
import type { Actor, KeyActor } from '../actor.js';
import { AuditLog } from '../audit/audit-log.service.js';
import type { Role } from '../roles.js';
import { type EntityManager, IsNull } from 'typeorm';
import { ApiKey } from './api-key.entity.js';

const PREFIX_LENGTH = 10;

// One statement both finds the key and notes its use, at most once a minute: a busy key would rewrite its row all day.
const AUTHENTICATE = `
  WITH found AS (
    SELECT id, role, rate_limit, key_hash, last_used_at FROM api_keys WHERE key_hash = ANY ($1::bytea[]) AND revoked_at IS NULL
  ), noted AS (
    UPDATE api_keys SET last_used_at = $2::timestamptz
    FROM found
    WHERE api_keys.id = found.id
      AND (found.last_used_at IS NULL OR found.last_used_at < $2::timestamptz - interval '60 s')
  )
  SELECT id, role, rate_limit AS "rateLimit", encode(key_hash, 'hex') AS hash FROM found`;

/** Requests that come together are looked up together. */
const MAX_TOGETHER = 500;

// The same key is imported at every start; one that was revoked in the app stays revoked.
const IMPORT = `
  INSERT INTO api_keys (name, prefix, key_hash, role, created_at)
  VALUES ($1, $2, $3, 'administrator', $4)
  ON CONFLICT (key_hash) DO NOTHING`;

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  /** Requests per minute; as many as it likes without. */
  readonly rateLimit?: number | null;
}

export type KeyChanges = Partial<Pick<NewApiKey, 'name' | 'rateLimit'>>;

@Injectable()
export class ApiKeys {
  private readonly lookUps = new Gathering<Buffer, KeyActor | null>((hashes) => this.lookUp(hashes), {
    limit: MAX_TOGETHER,
    isCommon: () => true,
  });

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** Whose key this is; null for an unknown or revoked one. */
  async authenticate(key: string): Promise<KeyActor | null> {
    return this.lookUps.call(sha256(key));
  }

  private async lookUp(hashes: readonly Buffer[]): Promise<(KeyActor | null)[]> {
    const distinct = [...new Map(hashes.map((hash) => [hash.toString('hex'), hash])).values()];
    const rows = await this.db.query<Omit<KeyActor, 'kind'> & { hash: string }>(AUTHENTICATE, [
      distinct,
      this.clock.now(),
    ]);
    const actors = new Map(rows.map(({ hash, ...key }) => [hash, { kind: 'key', ...key } satisfies KeyActor]));
    return hashes.map((hash) => actors.get(hash.toString('hex')) ?? null);
  }

  /** Keys that work, newest first. */
  async list(before: number | null, limit: number): Promise<ApiKey[]> {
    const keys = this.db.dataSource.getRepository(ApiKey).createQueryBuilder('key').where('key.revokedAt IS NULL');
    if (before !== null) keys.andWhere('key.id < :before', { before });
    return keys.orderBy('key.id', 'DESC').limit(limit).getMany();
  }

  /** Throws `key.not_found`, also for a revoked one. */
  async get(id: number, manager: EntityManager = this.db.dataSource.manager): Promise<ApiKey> {
    const key = await manager.findOneBy(ApiKey, { id, revokedAt: IsNull() });
    if (!key) throw new DomainError('key.not_found');
    return key;
  }

  async change(id: number, changes: KeyChanges, by: Actor): Promise<ApiKey> {
    return this.db.transaction(async (tx) => {
      const key = await this.get(id, tx.manager);
      if (Object.keys(changes).length === 0) return key;
      await tx.manager.update(ApiKey, { id }, changes);
      await this.audit.write(tx, by, 'key.changed', { kind: 'key', id }, { ...changes });
      return Object.assign(key, changes);
    });
  }

  /** Makes a key. Its text is returned this once and kept nowhere. */
  async create(
    { name, role, rateLimit = null }: NewApiKey,
    by: Actor | null,
  ): Promise<{ key: ApiKey; secret: string }> {
    const secret = `tid_${randomToken()}`;
    return this.db.transaction(async (tx) => {
      const key = tx.manager.create(ApiKey, {
        name,
        role,
        rateLimit,
        prefix: secret.slice(0, PREFIX_LENGTH),
        keyHash: sha256(secret),
        createdBy: by?.kind === 'user' ? by.id : null,
        createdAt: this.clock.now(),
        lastUsedAt: null,
        revokedAt: null,
      });
      await tx.manager.save(key);
      await this.audit.write(tx, by, 'key.created', { kind: 'key', id: key.id }, { name, role });
      return { key, secret };
    });
  }

  /** The key stops working at once, on every process. */
  async revoke(id: number, by: Actor | null): Promise<void> {
    await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const revoked = await tx.execute('UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL', [
        id,
        now,
      ]);
      if (revoked === 0) throw new DomainError('key.not_found');
      await this.audit.write(tx, by, 'key.revoked', { kind: 'key', id });
    });
  }

  /** Makes the operator's own key (TIDINGS_API_KEY) work; does nothing when it is known. */
  async importKey(name: string, secret: string): Promise<void> {
    await this.db.execute(IMPORT, [name, secret.slice(0, 4), sha256(secret), this.clock.now()]);
  }
}
