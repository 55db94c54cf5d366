import { Inject, Injectable } from '@nestjs/common';
import { Database, type Queryable, type Tx } from '#libs/db';
import { Clock, DomainError, invalid, parseDocument } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { LessThan } from 'typeorm';
import { FieldCatalogue } from '../fields/field-catalogue.js';
import { FieldsService } from '../fields/fields.service.js';
import { ImportList } from '../ports/import-list.port.js';
import { IMPORT_KINDS, type ImportKind, type ImportRequest } from '../ports/import-kind.port.js';
import { type CsvHead, readHead } from './csv/read-head.js';
import { ImportEntity } from './import.entity.js';
import { type ImportMapping, importMappingSchema, type ImportOptions, importOptionsSchema } from './import-options.js';
import { type Upload, UploadStore } from './uploads/upload-store.js';

const TOPICS = `SELECT slug FROM topics`;

const CANCEL = `
  UPDATE imports SET status = 'cancelled', finished_at = $2 WHERE id = $1 AND status IN ('queued', 'running')`;

/** What `POST /imports` brings beside the file, as it came. */
export interface NewImport {
  readonly upload: Upload;
  readonly fileName: string | null;
  /** Guessed when it is not given. */
  readonly mapping?: unknown;
  readonly options: unknown;
  /** `user:3`, `key:1`. */
  readonly actor: string;
  /** What the one who imports may do. */
  readonly role: string;
  readonly createdBy: number | null;
}

export interface PreviewedColumn {
  readonly name: string;
  readonly samples: readonly string[];
  /** What the column probably means. */
  readonly target: string | null;
}

export interface ImportPreview {
  readonly columns: readonly PreviewedColumn[];
  /** How many rows there are, judged by the first ones when the file is long. */
  readonly rows: number;
  readonly rows_exact: boolean;
  readonly delimiter: string;
  readonly encoding: string;
}

const SAMPLES = 5;

/** Takes files for import and tells how they are going. The work itself is the runner's. */
@Injectable()
export class ImportsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(IMPORT_KINDS) private readonly kinds: readonly ImportKind[],
    @Inject(FieldCatalogue) private readonly catalogue: FieldCatalogue,
    @Inject(FieldsService) private readonly fields: FieldsService,
    @Inject(ImportList) private readonly lists: ImportList,
    @Inject(UploadStore) private readonly uploads: UploadStore,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Header, samples and guessed targets of a file. */
  async preview(upload: Omit<Upload, 'path'>, rawOptions: unknown): Promise<ImportPreview> {
    const options = parseOptions(rawOptions);
    const head = headOf(upload, options);
    const targets = this.kindOf(options).guess(head.header, samplesOf(head), await this.catalogue.load());
    const complete = isComplete(upload);
    return {
      columns: head.header.map((name, index) => ({
        name,
        samples: head.rows.slice(0, SAMPLES).map(({ cells }) => (cells[index] ?? '').slice(0, 200)),
        target: targets[index] ?? null,
      })),
      rows: complete ? head.rows.length : Math.max(1, Math.round(upload.bytes / head.bytesPerRow) - 1),
      rows_exact: complete,
      delimiter: head.dialect.delimiter,
      encoding: head.dialect.encoding,
    };
  }

  /**
   * Checks everything that can be checked before the work, stores the import and signals it. Throws 422 with each wrong
   * path; the file is removed then.
   */
  async create(request: NewImport): Promise<ImportEntity> {
    try {
      return await this.store(request);
    } catch (error) {
      await this.uploads.remove(request.upload.path);
      throw error;
    }
  }

  async list(before: number | null, limit: number): Promise<ImportEntity[]> {
    const repository = this.db.dataSource.getRepository(ImportEntity);
    return repository.find({
      where: before === null ? {} : { id: LessThan(before) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Throws `import.not_found`. */
  async get(id: number): Promise<ImportEntity> {
    const found = await this.db.dataSource.getRepository(ImportEntity).findOneBy({ id });
    if (!found) throw new DomainError('import.not_found');
    return found;
  }

  /** Ends an import after the batch under way; what has been written stays. Throws `import.over`. */
  async cancel(id: number): Promise<ImportEntity> {
    const cancelled = await this.db.execute(CANCEL, [id, this.clock.now()]);
    const found = await this.get(id);
    if (cancelled === 0 && found.status !== 'cancelled') throw new DomainError('import.over');
    this.signals.signal('imports.run', { import_id: id });
    return found;
  }

  /** What an import's kind needs to open it: again at each start, as fields and topics may have changed. */
  async requestOf(entity: Pick<ImportEntity, 'id' | 'header' | 'mapping' | 'options'>, actor: string, on?: Queryable) {
    const topics = await (on ?? this.db).query<{ slug: string }>(TOPICS);
    return {
      importId: entity.id,
      header: entity.header,
      mapping: entity.mapping,
      options: entity.options,
      fields: await this.catalogue.load(on),
      topics: new Set(topics.map(({ slug }) => slug)),
      actor,
    } satisfies ImportRequest;
  }

  /** Throws 422 for a kind that there is not. */
  kindOf({ kind }: ImportOptions): ImportKind {
    const found = this.kinds.find(({ key }) => key === kind);
    if (found) return found;
    throw invalid([
      { path: 'options.kind', message: `must be one of: ${this.kinds.map(({ key }) => key).join(', ')}` },
    ]);
  }

  private async store({
    upload,
    fileName,
    mapping,
    options: raw,
    actor,
    role,
    createdBy,
  }: NewImport): Promise<ImportEntity> {
    const options = parseOptions(raw);
    const kind = this.kindOf(options);
    const head = headOf(upload, options);
    const header = [...head.header];
    const chosen = mapping === undefined ? await this.guess(kind, head) : parseMapping(mapping);
    const entity = { id: 0, header, mapping: chosen, options };
    return this.db.transaction(async (tx) => {
      const request = await this.requestOf(entity, actor, tx);
      kind.open(request);
      await this.checkList(tx, options, role);
      if (options.create_fields && !options.dry_run) await this.fields.ensure(tx, kind.missingFields(request));
      const saved = await tx.manager.save(ImportEntity, {
        kind: options.kind,
        status: 'queued',
        fileName,
        filePath: upload.path,
        dialect: head.dialect,
        header,
        mapping: chosen,
        options,
        bytesTotal: upload.bytes,
        createdBy,
        createdAt: this.clock.now(),
      });
      tx.afterCommit(() => {
        this.signals.signal('imports.run', { import_id: saved.id });
      });
      return saved;
    });
  }

  private async checkList(tx: Tx, { segment, kind }: ImportOptions, role: string): Promise<void> {
    if (segment === undefined) return;
    const refusal =
      kind === 'contacts' ? await this.lists.refusal(tx, segment, role) : 'has no place in an import of events';
    if (refusal) throw invalid([{ path: 'options.segment', message: refusal }]);
  }

  private async guess(kind: ImportKind, head: CsvHead): Promise<ImportMapping> {
    const targets = kind.guess(head.header, samplesOf(head), await this.catalogue.load());
    return Object.fromEntries(head.header.map((name, index) => [name, targets[index] ?? null]));
  }
}

function parseOptions(raw: unknown): ImportOptions {
  return parseDocument(importOptionsSchema, raw ?? {}, { prefix: 'options' });
}

function parseMapping(raw: unknown): ImportMapping {
  return parseDocument(importMappingSchema, raw, { prefix: 'mapping' });
}

function headOf(upload: Omit<Upload, 'path'>, options: ImportOptions): CsvHead {
  const { encoding = upload.encoding, delimiter } = options;
  return readHead(upload.head, { encoding, delimiter, complete: isComplete(upload) });
}

function isComplete({ head, bytes }: Omit<Upload, 'path'>): boolean {
  return head.length === bytes;
}

function samplesOf(head: CsvHead): (readonly string[])[] {
  return head.rows.slice(0, 100).map(({ cells }) => cells);
}
