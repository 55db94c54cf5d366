import { Rejudgements } from '#libs/ledger';
import { setTimeout as sleep } from 'node:timers/promises';
import { LaunchError } from '../console-output.js';
import { openLibs } from '../services/open-libs.js';
import { defineCommand } from './define-command.js';
import { openMigrated } from './open-migrated.js';
import { parseOptions } from './parse-options.js';

const POLL_MS = 200;

export const rejudgeCommand = defineCommand({
  name: 'rejudge',
  usage: '[--since 2026-01-31]',
  summary: "Tell people's opens and clicks from programs' anew, by the rules of this version.",
  async run(args, context) {
    const { values, words } = parseOptions(args, ['since'], []);
    const since = values.since === undefined ? null : new Date(values.since);
    if (words.length > 0 || Number.isNaN(since?.getTime())) {
      throw new LaunchError('Name a day, or nothing for all of them: tidings rejudge --since 2026-01-31');
    }
    const libs = await openLibs(context.config, await openMigrated(context));
    try {
      const rejudgements = libs.get(Rejudgements, { strict: false });
      await rejudgements.start(since, null);
      // A worker that runs may take part of it.
      for (let last = await rejudgements.latest(); last?.finishedAt === null; last = await rejudgements.latest()) {
        await rejudgements.run();
        await sleep(POLL_MS);
      }
      const { mails = 0, turned = 0 } = (await rejudgements.latest()) ?? {};
      context.out.say(`Looked at ${String(mails)} mails; ${String(turned)} opens and clicks changed sides.`);
      return 0;
    } finally {
      await libs.close();
    }
  },
});
