import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, isConnectionError, isUniqueViolation, sqlState, type Tx } from '#libs/db';
import { DomainError, ERROR_CODES, LiveTopics, LOGGER, type Logger, Shutdown } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import type { ImportOutcome, ImportReader } from '../ports/import-kind.port.js';
import { retryOnTaken } from '../write/retry-on-taken.js';
import { BatchPace } from './batch-pace.js';
import { type ImportBatch, readBatches, type ReadyRow } from './import-batches.js';
import { ImportClaims, ImportLost, type ImportProgress } from './import-claims.js';
import type { ImportEntity } from './import.entity.js';
import { type FailedRow, ImportErrors } from './import-errors.js';
import { ImportsService } from './imports.service.js';
import { hasCode } from './uploads/has-code.js';
import { UploadStore } from './uploads/upload-store.js';

const SWEEP_MS = 5_000;
const RENEW_MS = 15_000;
/** Rows that the database itself refuses, one by one: more than this is a fault of ours, not of the rows. */
const MAX_REFUSED = 1_000;

const FORGET_SEEN = `DELETE FROM import_seen WHERE import_id = $1`;

/**
 * Works an import off: reads the file in batches, and writes each in one transaction together with the counters, while
 * the next is being read. Killed at any moment, another runner goes on behind the last batch that was committed.
 */
@Injectable()
export class ImportRunner implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ImportsService) private readonly imports: ImportsService,
    @Inject(ImportClaims) private readonly claims: ImportClaims,
    @Inject(ImportErrors) private readonly errors: ImportErrors,
    @Inject(UploadStore) private readonly uploads: UploadStore,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(LiveTopics) private readonly live: LiveTopics,
    @Inject(Shutdown) private readonly shutdown: Shutdown,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'imports.run', everyMs: SWEEP_MS, findDue: () => this.claims.findDue() });
    this.live.register('import', async (id) => {
      const { status, rows, failed, bytesDone } = await this.imports.get(id);
      return { status, rows, failed, bytes_done: bytesDone };
    });
  }

  /** Runs the import as far as it is this process's to run; a no-op for one that is over or another's. */
  async run(importId: number): Promise<void> {
    const entity = await this.claims.claim(importId);
    if (!entity) return this.cleanUp(importId);
    const timer = setInterval(() => {
      this.renewInBackground(entity);
    }, RENEW_MS);
    try {
      await this.work(entity);
    } catch (error) {
      await this.give(entity, error);
    } finally {
      clearInterval(timer);
    }
    await this.cleanUp(importId);
  }

  private async work(entity: ImportEntity): Promise<void> {
    const reader = this.imports
      .kindOf(entity.options)
      .open(await this.imports.requestOf(entity, `import:${entity.id}`));
    const pace = new BatchPace();
    const writer = new BatchWriter(entity, reader, this.db, this.claims, this.errors);
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const batch of readBatches(entity, reader, pace)) {
        await writing;
        if (this.shutdown.requested) {
          await this.claims.release(entity);
          return;
        }
        writing = pace.measure(batch.records, () => writer.write(batch));
        // Awaited at the next turn; a failure until then is no unhandled one.
        writing.catch(() => undefined);
      }
    } finally {
      await writing;
    }
    await this.claims.finish(entity, 'completed', null);
  }

  /** Passing faults leave the import to the next runner; everything else ends it, with the reason. */
  private async give(entity: ImportEntity, error: unknown): Promise<void> {
    if (error instanceof ImportLost) return;
    if (isPassing(error)) {
      this.logger.warn({ err: error, import_id: entity.id }, 'import interrupted; it goes on behind its last batch');
      await this.claims.release(entity);
      throw error;
    }
    const reason = reasonOf(error);
    this.logger.error({ err: error, import_id: entity.id }, 'import failed');
    await this.claims.finish(entity, 'failed', reason);
  }

  /** What is over needs neither its file nor its memory. */
  private async cleanUp(importId: number): Promise<void> {
    const entity = await this.imports.get(importId);
    if (entity.status === 'queued' || entity.status === 'running') return;
    await this.db.execute(FORGET_SEEN, [importId]);
    if (entity.filePath === null) return;
    await this.uploads.remove(entity.filePath);
    await this.db.execute(`UPDATE imports SET file_path = NULL WHERE id = $1`, [importId]);
  }

  private renewInBackground(entity: ImportEntity): void {
    this.claims.renew(entity).catch((error: unknown) => {
      this.logger.warn({ err: error, import_id: entity.id }, 'lease of an import not renewed');
    });
  }
}

const CONSENT_KEPT = { code: 'consent.kept', message: ERROR_CODES['consent.kept'].meaning };

/** Rolls a trial back. */
class TrialOver extends Error {}

/** Writes the batches of one import, each in one transaction with its counters and errors. */
class BatchWriter {
  private refused = 0;

  constructor(
    private readonly entity: ImportEntity,
    private readonly reader: ImportReader,
    private readonly db: Database,
    private readonly claims: ImportClaims,
    private readonly errors: ImportErrors,
  ) {}

  /** A batch with rows that the database refuses is written without them; they are reported. */
  async write(batch: ImportBatch): Promise<void> {
    try {
      await retryOnTaken(this.db, (tx) => this.writeIn(tx, batch));
    } catch (error) {
      if (error instanceof ImportLost || isPassing(error)) throw error;
      const refused = await this.findRefused(batch.rows);
      if (refused.length === 0) throw error;
      const bad = new Set(refused.map(({ row }) => row));
      const rows = batch.rows.filter(({ row }) => !bad.has(row));
      await this.write({ ...batch, rows, failed: [...batch.failed, ...refused] });
    }
  }

  /** Tries halves down to single rows, in transactions that always roll back. */
  private async findRefused(rows: readonly ReadyRow[]): Promise<FailedRow[]> {
    const error = await this.tryRows(rows);
    const [only] = rows;
    if (error === null || !only) return [];
    if (rows.length === 1) {
      this.refused += 1;
      if (this.refused > MAX_REFUSED) throw error;
      return [{ ...only, error: { code: 'import.row_failed', message: reasonOf(error) } }];
    }
    const middle = Math.floor(rows.length / 2);
    return [...(await this.findRefused(rows.slice(0, middle))), ...(await this.findRefused(rows.slice(middle)))];
  }

  private async tryRows(rows: readonly ReadyRow[]): Promise<Error | null> {
    try {
      await retryOnTaken(this.db, async (tx) => {
        await this.reader.write(
          tx,
          rows.map(({ item }) => item),
        );
        throw new TrialOver();
      });
    } catch (error) {
      if (error instanceof TrialOver) return null;
      if (isPassing(error) || !(error instanceof Error)) throw error;
      return error;
    }
    return null;
  }

  private async writeIn(tx: Tx, batch: ImportBatch): Promise<void> {
    const outcomes =
      batch.rows.length > 0
        ? await this.reader.write(
            tx,
            batch.rows.map(({ item }) => item),
          )
        : [];
    const failed = [...batch.failed, ...failedRows(batch, outcomes)];
    const reported = [...failed, ...keptRows(batch, outcomes)].sort((a, b) => a.row - b.row);
    await this.errors.write(tx, this.entity.id, reported);
    await this.claims.advance(tx, this.entity, progressOf(batch, outcomes, failed.length));
  }
}

function failedRows({ rows }: ImportBatch, outcomes: readonly ImportOutcome[]): FailedRow[] {
  return outcomes.flatMap(({ error }, index) => {
    const row = rows[index];
    return error && row ? [{ row: row.row, cells: row.cells, error }] : [];
  });
}

/** Rows that were taken, but for a consent that their contact has withdrawn. */
function keptRows({ rows }: ImportBatch, outcomes: readonly ImportOutcome[]): FailedRow[] {
  return outcomes.flatMap(({ keptConsents = 0 }, index) => {
    const row = rows[index];
    return keptConsents > 0 && row ? [{ row: row.row, cells: row.cells, error: CONSENT_KEPT }] : [];
  });
}

function progressOf(batch: ImportBatch, outcomes: readonly ImportOutcome[], failed: number): ImportProgress {
  const count = (status: ImportOutcome['status']): number => outcomes.filter((entry) => entry.status === status).length;
  return {
    rows: batch.records,
    created: count('created'),
    updated: count('updated'),
    skipped: count('skipped'),
    failed,
    keptConsents: outcomes.reduce((sum, { keptConsents = 0 }) => sum + keptConsents, 0),
    bytesDone: batch.bytesDone,
  };
}

/** Connections (08, 57), resources (53, 58), deadlocks (40), locks (55), and identities taken again and again. */
function isPassing(error: unknown): boolean {
  if (isConnectionError(error) || isUniqueViolation(error, 'contact_identities_pkey')) return true;
  return /^(?:08|40|53|55|57|58)/.test(sqlState(error) ?? '');
}

function reasonOf(error: unknown): string {
  if (hasCode(error, 'ENOENT')) {
    return 'The uploaded file is gone. Every worker needs the same data folder as the api.';
  }
  if (error instanceof DomainError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
