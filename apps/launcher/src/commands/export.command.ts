import { ContactExport, EXPORT_FORMATS } from '#libs/contacts';
import { LaunchError } from '../console-output.js';
import { pathOf } from '../files/path-of.js';
import { writeThrough, writeWhole } from '../files/write-whole.js';
import { openLibs } from '../services/open-libs.js';
import { defineCommand } from './define-command.js';
import { openMigrated } from './open-migrated.js';
import { oneOf, parseOptions } from './parse-options.js';

/** A line of progress for about this many contacts. */
const TELL_EACH = 100_000;

export const exportCommand = defineCommand({
  name: 'export',
  usage: '[--format csv|ndjson] [--segment <slug>] [--output <file>]',
  summary:
    'Write contacts with all fields, tags and consents to a file, or to stdout. ndjson keeps every value exactly.',
  async run(args, context) {
    const { values, words } = parseOptions(args, ['format', 'segment', 'output']);
    if (words.length > 0) throw new LaunchError('Name the file with --output: tidings export --output contacts.csv');
    const { segment, output } = values;
    const format = oneOf('--format', values.format ?? guessFormat(output), EXPORT_FORMATS);
    const app = await openLibs(context.config, await openMigrated(context));
    try {
      let contacts = 0;
      const onProgress = (so: number): void => {
        if (Math.floor(so / TELL_EACH) > Math.floor(contacts / TELL_EACH)) context.out.warn(`  ${count(so)} contacts`);
        contacts = so;
      };
      const pieces = app.get(ContactExport, { strict: false }).stream({ format, segment, onProgress });
      await (output === undefined ? writeThrough(process.stdout, pieces) : writeWhole(pathOf(output), pieces));
      context.out.warn(`${count(contacts)} contacts exported${output === undefined ? '' : ` to ${output}`}.`);
      return 0;
    } finally {
      await app.close();
    }
  },
});

function guessFormat(output: string | undefined): string {
  return /\.(?:ndjson|jsonl)$/i.test(output ?? '') ? 'ndjson' : 'csv';
}

function count(contacts: number): string {
  return contacts.toLocaleString('en');
}
