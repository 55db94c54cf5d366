import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { ImportEntity } from './import.entity.js';

/** How long a runner may be silent before another takes over. */
export const IMPORT_LEASE_S = 60;

/** What a batch adds to the counters. */
export interface ImportProgress {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly keptConsents: number;
  /** Of the file, from its beginning. */
  readonly bytesDone: number;
}

// The attempt number fences: a runner that lost its lease and comes back cannot write.
const CLAIM = `
  UPDATE imports SET status = 'running', attempt = attempt + 1, lease_until = $2::timestamptz + interval '${IMPORT_LEASE_S} s'
  WHERE id = $1 AND status IN ('queued', 'running') AND (lease_until IS NULL OR lease_until < $2)`;

const RENEW = `
  UPDATE imports SET lease_until = $3::timestamptz + interval '${IMPORT_LEASE_S} s'
  WHERE id = $1 AND attempt = $2 AND status = 'running'`;

const ADVANCE = `
  UPDATE imports SET rows = rows + $3, created = created + $4, updated = updated + $5, skipped = skipped + $6,
    failed = failed + $7, kept_consents = kept_consents + $8, bytes_done = $9,
    lease_until = $10::timestamptz + interval '${IMPORT_LEASE_S} s'
  WHERE id = $1 AND attempt = $2 AND status = 'running'`;

const FINISH = `
  UPDATE imports SET status = $3, error = $4, finished_at = $5, lease_until = NULL
  WHERE id = $1 AND attempt = $2 AND status = 'running'`;

const RELEASE = `UPDATE imports SET lease_until = NULL WHERE id = $1 AND attempt = $2 AND status = 'running'`;

const DUE = `
  SELECT id FROM imports WHERE status IN ('queued', 'running') AND (lease_until IS NULL OR lease_until < $1) ORDER BY id`;

/** Raised when an import was cancelled or is another's now: everything of this runner rolls back. */
export class ImportLost extends Error {
  constructor() {
    super('The import was cancelled or taken over');
    this.name = 'ImportLost';
  }
}

/** The lease on an import's row and the counters that move under it. */
@Injectable()
export class ImportClaims {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Null when it is over or somebody else is at it. */
  async claim(id: number): Promise<ImportEntity | null> {
    const claimed = await this.db.execute(CLAIM, [id, this.clock.now()]);
    return claimed === 0 ? null : this.db.dataSource.getRepository(ImportEntity).findOneBy({ id });
  }

  async renew({ id, attempt }: ImportEntity): Promise<void> {
    await this.db.execute(RENEW, [id, attempt, this.clock.now()]);
  }

  /** In the batch's own transaction, as its last statement. Throws {@link ImportLost}. */
  async advance(tx: Tx, { id, attempt }: ImportEntity, by: ImportProgress): Promise<void> {
    const counts = [by.rows, by.created, by.updated, by.skipped, by.failed, by.keptConsents, by.bytesDone];
    if ((await tx.execute(ADVANCE, [id, attempt, ...counts, this.clock.now()])) === 0) throw new ImportLost();
  }

  async finish({ id, attempt }: ImportEntity, status: 'completed' | 'failed', error: string | null): Promise<boolean> {
    return (await this.db.execute(FINISH, [id, attempt, status, error, this.clock.now()])) > 0;
  }

  /** Gives the import back at once, for whoever comes next. */
  async release({ id, attempt }: ImportEntity): Promise<void> {
    await this.db.execute(RELEASE, [id, attempt]);
  }

  async findDue(): Promise<{ import_id: number }[]> {
    const rows = await this.db.query<{ id: number }>(DUE, [this.clock.now()]);
    return rows.map(({ id }) => ({ import_id: id }));
  }
}
