import { HitRejudge } from '#libs/ledger';
import { LaunchError } from '../console-output.js';
import { openLibs } from '../services/open-libs.js';
import { defineCommand } from './define-command.js';
import { openMigrated } from './open-migrated.js';
import { parseOptions } from './parse-options.js';

export const rejudgeCommand = defineCommand({
  name: 'rejudge',
  usage: '[--since 2026-01-31]',
  summary: "Tell people's opens and clicks from programs' anew, by the rules of this version.",
  async run(args, context) {
    const { values, words } = parseOptions(args, ['since'], []);
    const since = new Date(values.since ?? 0);
    if (words.length > 0 || Number.isNaN(since.getTime())) {
      throw new LaunchError('Name a day, or nothing for all of them: tidings rejudge --since 2026-01-31');
    }
    const libs = await openLibs(context.config, await openMigrated(context));
    try {
      const { mails, turned } = await libs.get(HitRejudge, { strict: false }).run(since);
      context.out.say(`Looked at ${String(mails)} mails; ${String(turned)} opens and clicks changed sides.`);
      return 0;
    } finally {
      await libs.close();
    }
  },
});
