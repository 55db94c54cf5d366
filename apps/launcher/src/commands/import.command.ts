import { FileImports, type ImportEntity, ImportErrors } from '#libs/contacts';
import type { INestApplicationContext } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { LaunchError } from '../console-output.js';
import { pathOf } from '../files/path-of.js';
import { writeWhole } from '../files/write-whole.js';
import { importProgress } from '../imports/import-progress.js';
import { IMPORT_OPTION_NAMES, IMPORT_SWITCHES, readImportRequest } from '../imports/import-request.js';
import { stopSignal } from '../services/stop-signal.js';
import { openLibs } from '../services/open-libs.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { openMigrated } from './open-migrated.js';
import { parseOptions } from './parse-options.js';

/** Everything was taken in but these rows. */
const SOME_ROWS_FAILED = 3;

export const importCommand = defineCommand({
  name: 'import',
  usage: '<file.csv> [--kind contacts|events] [--mapping <json>] [--match email|external_id] [--on-conflict …] …',
  summary:
    'Import a CSV file. docs/import-export.md has all options. Exit code 3: some rows were refused; they are in a file beside it.',
  async run(args, context) {
    const { values, switches, words } = parseOptions(args, [...IMPORT_OPTION_NAMES, 'errors'], IMPORT_SWITCHES);
    const [file, ...rest] = words;
    if (!file || rest.length > 0) throw new LaunchError('Name one file: tidings import customers.csv');
    if (!existsSync(pathOf(file))) throw new LaunchError(`There is no file ${file}.`);
    const request = readImportRequest(values, switches);
    const app = await openLibs(context.config, await openMigrated(context));
    const stop = stopSignal();
    try {
      const onProgress = importProgress(context.out);
      const fileImports = app.get(FileImports, { strict: false });
      const done = await fileImports.run({ path: pathOf(file), ...request, onProgress, signal: stop.signal });
      return await conclude(app, done, values.errors ?? errorsFileOf(file), context);
    } finally {
      stop.close();
      await app.close();
    }
  },
});

async function conclude(app: INestApplicationContext, done: ImportEntity, errorsFile: string, context: CommandContext) {
  const { out } = context;
  const counts = (['created', 'updated', 'skipped', 'failed'] as const).map((name) => `${format(done[name])} ${name}`);
  const trial = done.options.dry_run ? 'Trial, nothing was written: ' : '';
  out.say(`${trial}${format(done.rows)} rows: ${counts.join(', ')}.`);
  if (done.keptConsents > 0) {
    out.say(`${format(done.keptConsents)} consents were kept: nobody who has unsubscribed is subscribed by an import.`);
  }
  if (done.failed > 0) {
    const pieces = app.get(ImportErrors, { strict: false }).toCsv(done.id, done.header);
    await writeWhole(pathOf(errorsFile), pieces);
    out.warn(`Rows that were refused are in ${errorsFile}, each with the reason: ${format(done.failed)}.`);
  }
  if (done.status === 'completed') return done.failed > 0 ? SOME_ROWS_FAILED : 0;
  out.warn(done.status === 'cancelled' ? 'Stopped; what was written stays.' : `It failed: ${done.error ?? ''}`);
  return 1;
}

function errorsFileOf(file: string): string {
  return `${file.replace(/\.csv$/i, '')}.errors.csv`;
}

function format(rows: number): string {
  return rows.toLocaleString('en');
}
