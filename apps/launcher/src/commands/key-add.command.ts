import { openAccounts, ROLES } from '#libs/accounts';
import { LaunchError } from '../console-output.js';
import { defineCommand } from './define-command.js';
import { openMigrated } from './open-migrated.js';
import { oneOf, parseOptions } from './parse-options.js';

export const keyAddCommand = defineCommand({
  name: 'key add',
  usage: '<name> [--role administrator]',
  summary: 'Make an API key and print it, this once.',
  async run(args, context) {
    const { values, words } = parseOptions(args, ['role']);
    const name = words.join(' ').trim();
    if (!name) throw new LaunchError('Say what the key is for: tidings key add "Web shop"');
    const role = oneOf('--role', values.role ?? 'administrator', ROLES);
    const accounts = await openAccounts(await openMigrated(context), context.config);
    try {
      const { secret } = await accounts.keys.create({ name, role }, null);
      context.out.warn('This key is shown once and stored nowhere; put it into your password store.');
      context.out.say(secret);
      return 0;
    } finally {
      await accounts.close();
    }
  },
});
