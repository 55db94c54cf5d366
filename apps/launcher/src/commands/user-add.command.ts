import { type OpenAccounts, openAccounts, ROLES } from '#libs/accounts';
import { text } from 'node:stream/consumers';
import { LaunchError } from '../console-output.js';
import { defineCommand } from './define-command.js';
import { openMigrated } from './open-migrated.js';
import { oneOf, parseOptions } from './parse-options.js';

type NewPerson = Parameters<OpenAccounts['users']['invite']>[0];

export const userAddCommand = defineCommand({
  name: 'user add',
  usage: '<email> [--role administrator] [--name "Full Name"] [--password-stdin]',
  summary: 'Add a person: prints a link to choose a password with, or reads the password from stdin.',
  async run(args, context) {
    const { values, switches, words } = parseOptions(args, ['role', 'name'], ['password-stdin']);
    const [email, ...rest] = words;
    if (!email || rest.length > 0) throw new LaunchError('Name one email address: tidings user add anna@shop.example');
    const role = oneOf('--role', values.role ?? 'administrator', ROLES);
    const person = { email, name: values.name ?? email.split('@', 1)[0] ?? email, role };
    const accounts = await openAccounts(await openMigrated(context), context.config);
    try {
      context.out.say(await (switches.has('password-stdin') ? create(accounts, person) : invite(accounts, person)));
      return 0;
    } finally {
      await accounts.close();
    }
  },
});

async function invite({ users }: OpenAccounts, person: NewPerson): Promise<string> {
  const { link } = await users.invite(person, null);
  return link;
}

async function create({ db, users }: OpenAccounts, person: NewPerson): Promise<string> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  await db.transaction((tx) => users.create(person, password, tx));
  return `${person.email} can sign in.`;
}
