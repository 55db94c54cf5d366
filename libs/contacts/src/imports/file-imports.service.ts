import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#libs/kernel';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportEntity } from './import.entity.js';
import { ImportRunner } from './import-runner.js';
import { ImportsService } from './imports.service.js';
import { UploadStore } from './uploads/upload-store.js';

const LOOK_MS = 300;
/** Whoever runs commands on this machine may do everything. */
const OWNER = { actor: 'system', role: 'administrator', createdBy: null } as const;

export interface FileImport {
  readonly path: string;
  /** Guessed when it is not given. */
  readonly mapping?: unknown;
  readonly options: unknown;
  /** Called with the import as it is, first when it is accepted and a last time when it is over. */
  readonly onProgress: (seen: ImportEntity) => void;
  /** Ends the import after the batch under way; what has been written stays. */
  readonly signal: AbortSignal;
}

/** Imports a file that lies on this machine, in this process, and waits until that is over. */
@Injectable()
export class FileImports {
  constructor(
    @Inject(UploadStore) private readonly uploads: UploadStore,
    @Inject(ImportsService) private readonly imports: ImportsService,
    @Inject(ImportRunner) private readonly runner: ImportRunner,
  ) {}

  /**
   * A worker that is signalled as well may be quicker: then this only watches, and takes over should the worker die.
   * Throws what `POST /imports` throws, and ENOENT and the like for the file.
   */
  async run({ path, mapping, options, onProgress, signal }: FileImport): Promise<ImportEntity> {
    const upload = await this.uploads.save(createReadStream(path) as AsyncIterable<Buffer>);
    const { id } = await this.imports.create({ upload, fileName: basename(path), mapping, options, ...OWNER });
    for (;;) {
      await this.work(id, onProgress, signal);
      const seen = await this.imports.get(id);
      onProgress(seen);
      if (isOver(seen)) return seen;
      await sleep(LOOK_MS);
    }
  }

  /** One attempt at the work, watched; ends at once when it is another's. */
  private async work(id: number, onProgress: FileImport['onProgress'], signal: AbortSignal): Promise<void> {
    const work = this.runner.run(id).then(() => 'ended');
    // Awaited at the end; a failure until then is no unhandled one.
    work.catch(() => undefined);
    for (let state = ''; state !== 'ended';) {
      const seen = await this.imports.get(id);
      onProgress(seen);
      if (signal.aborted && !isOver(seen)) await this.cancel(id);
      state = await Promise.race([work, sleep(LOOK_MS, 'working')]);
    }
    if (signal.aborted) await this.cancel(id);
  }

  private async cancel(id: number): Promise<void> {
    try {
      await this.imports.cancel(id);
    } catch (error) {
      // It has come to its end between the look and the wish.
      if (!(error instanceof DomainError && error.code === 'import.over')) throw error;
    }
  }
}

function isOver({ status }: ImportEntity): boolean {
  return status !== 'queued' && status !== 'running';
}
