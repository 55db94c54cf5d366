import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { type ImportEntity, ImportErrors, type ImportPreview, ImportsService, UploadStore } from '#libs/contacts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import { readImportForm } from './read-import-form.js';

interface ImportAnswer {
  readonly id: number;
  readonly kind: string;
  readonly status: string;
  readonly file_name: string | null;
  readonly dry_run: boolean;
  /** Rows that are done with: created + updated + skipped + failed. */
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly kept_consents: number;
  /** 0 to 1. */
  readonly progress: number;
  readonly error: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

@Controller('api/v1/imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly errors: ImportErrors,
    private readonly uploads: UploadStore,
  ) {}

  @Get()
  async list(@Query() { limit, cursor }: ListQuery): Promise<Page<ImportAnswer>> {
    const imports = await this.imports.list(decodeIdCursor(cursor), limit + 1);
    return toPage(imports, limit, ({ id }) => [id], show);
  }

  /** Multipart: `file`, `mapping` and `options`, in any order. */
  @Post()
  @HttpCode(202)
  async create(@Req() request: FastifyRequest, @CurrentActor() actor: Actor): Promise<ImportAnswer> {
    const form = await readImportForm(
      request,
      (file) => this.uploads.save(file),
      ({ path }) => this.uploads.remove(path),
    );
    const { file: upload, fileName, mapping, options } = form;
    const createdBy = actor.kind === 'user' ? actor.id : null;
    const by = `${actor.kind}:${actor.id}`;
    return show(
      await this.imports.create({ upload, fileName, mapping, options, actor: by, role: actor.role, createdBy }),
    );
  }

  /** Columns, samples and guessed targets of a file, which is not kept. */
  @Post('preview')
  @HttpCode(200)
  async preview(@Req() request: FastifyRequest): Promise<ImportPreview> {
    const form = await readImportForm(
      request,
      (file) => this.uploads.peek(file),
      () => Promise.resolve(),
    );
    return this.imports.preview(form.file, form.options);
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<ImportAnswer> {
    return show(await this.imports.get(id));
  }

  /** The rows that were left out, and those whose consent was kept (`consent.kept`), with reason and cells. */
  @Get(':id/errors.csv')
  async errorsCsv(@Param('id', IdPipe) id: number, @Res() reply: FastifyReply): Promise<void> {
    const { header } = await this.imports.get(id);
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="import-${id}-errors.csv"`)
      .send(Readable.from(this.errors.toCsv(id, header)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(@Param('id', IdPipe) id: number): Promise<ImportAnswer> {
    return show(await this.imports.cancel(id));
  }
}

function show(entity: ImportEntity): ImportAnswer {
  const { id, kind, status, fileName, options, rows, created, updated, skipped, failed, error } = entity;
  return {
    id,
    kind,
    status,
    file_name: fileName,
    dry_run: options.dry_run,
    rows,
    created,
    updated,
    skipped,
    failed,
    kept_consents: entity.keptConsents,
    progress: progressOf(entity),
    error,
    created_at: entity.createdAt,
    finished_at: entity.finishedAt,
  };
}

function progressOf({ status, bytesDone, bytesTotal }: ImportEntity): number {
  if (status === 'completed') return 1;
  return bytesTotal > 0 ? Math.min(1, bytesDone / bytesTotal) : 0;
}
