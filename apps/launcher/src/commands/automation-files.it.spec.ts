import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AutomationsService } from '#libs/automations';
import { createTestDatabase, type TestDatabase } from '#libs/db';
import { readConfig } from '#libs/kernel';
import { migrateQueue } from '#libs/queue';
import { ENTITIES } from '#libs/registry';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLibs } from '../services/open-libs.js';
import { automationDiffCommand } from './automation-diff.command.js';
import { automationTestCommand } from './automation-test.command.js';
import { automationValidateCommand } from './automation-validate.command.js';
import type { Command, CommandContext } from './define-command.js';

let database: TestDatabase;
let folder: string;
let said: string[];
let warned: string[];

const JOURNEY = {
  name: 'Welcome',
  triggers: [{ type: 'event', event: 'signed_up' }],
  filter: { not: { type: 'tag', op: 'has_any_of', value: ['staff'] } },
  start: 'mail',
  steps: {
    mail: { type: 'send_email', template: 'Hello', next: 'clicked' },
    clicked: {
      type: 'wait_for',
      condition: { type: 'email', action: 'clicked', since: 'step' },
      timeout: '3d',
      then: 'keen',
      else: null,
    },
    keen: { type: 'add_tag', tag: 'keen', next: null },
  },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidings-journeys-'));
  database = await createTestDatabase(ENTITIES);
  await migrateQueue(database.url);
  await database.db.execute(
    `INSERT INTO templates (name, subject, html, published_version) VALUES ('Hello', 'Hi', '<p>Hi</p>', 1),
       ('Twice', 'Hi', '<p>Hi</p>', 1), ('Twice', 'Hi', '<p>Hi</p>', 1)`,
  );
}, 60_000);
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  [said, warned] = [[], []];
});

function run(command: Command, ...args: string[]): Promise<number> {
  const env = { TIDINGS_DATA_DIR: join(folder, 'none'), DATABASE_URL: database.url };
  return command.run(args, contextOf(env));
}

function contextOf(env: NodeJS.ProcessEnv): CommandContext {
  const config = readConfig(env);
  const out = { say: (line: string) => void said.push(line), warn: (line: string) => void warned.push(line) };
  return { config, out, dataDir: join(folder, 'none'), databaseUrl: () => Promise.resolve(database.url) };
}

function write(name: string, value: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  return file;
}

const withStep = (id: string, step: object): object => ({ ...JOURNEY, steps: { ...JOURNEY.steps, [id]: step } });

describe('tidings automation validate', () => {
  it('finds a journey sound, by names of this installation', async () => {
    const file = write('sound.json', JOURNEY);
    expect(await run(automationValidateCommand, file)).toBe(0);
    expect(said).toEqual([
      expect.stringContaining('warning: filter.not.value[0]: no contact has the tag "staff" yet'),
      `${file}: can be published here.`,
    ]);
  });

  it('without a database says what can be said, with every place', async () => {
    const wrong = {
      ...withStep('keen', { type: 'add_tag', next: 'nowhere' }),
      filter: { type: 'taste', op: 'is' },
    };
    const file = write('wrong.json', wrong);
    const offline = (...args: string[]): Promise<number> =>
      automationValidateCommand.run(args, contextOf({ TIDINGS_DATA_DIR: join(folder, 'none') }));
    expect(await offline(file)).toBe(3);
    expect(said).toEqual([expect.stringContaining(`${file}: steps.keen.tag: `)]);
    said = [];
    expect(await offline(write('wrong.json', { ...wrong, steps: { ...JOURNEY.steps, keen: { type: 'exit' } } }))).toBe(
      3,
    );
    expect(said).toEqual([expect.stringContaining(`${file}: filter.type: is no kind of condition`)]);
    said = [];
    expect(await offline(write('sound.json', JOURNEY))).toBe(0);
    expect(said).toEqual([expect.stringContaining('sound; what it names was not looked for')]);
  });

  it('says what is not there, and what is there twice', async () => {
    const steps = (template: unknown): object => withStep('mail', { type: 'send_email', template, next: null });
    for (const [template, words] of [
      ['Goodbye', 'steps.mail.template: There is no template "Goodbye"'],
      ['Twice', 'More than one template is called "Twice": write the id, one of 2, 3'],
      [77, 'steps.mail.template: There is no template 77'],
    ] as const) {
      const file = write('names.json', steps(template));
      const outcome = await run(automationValidateCommand, file).catch((error: unknown) => (error as Error).message);
      expect([String(outcome), ...said].join('\n')).toContain(words);
      said = [];
    }
  });

  it('says where a file is no JSON, and that it is not there', async () => {
    const file = write('slip.json', '{\n  "name": "A",\n  "steps": }\n');
    await expect(run(automationValidateCommand, file)).rejects.toThrow(`${file}: not JSON in line 3, column 12`);
    await expect(run(automationValidateCommand, join(folder, 'gone.json'))).rejects.toThrow('can not be read: ENOENT');
    await expect(run(automationValidateCommand)).rejects.toThrow('Name one file');
  });
});

describe('tidings automation diff', () => {
  let id = 0;
  beforeAll(async () => {
    const libs = await openLibs(readConfig({ DATABASE_URL: database.url }), database.url);
    const mail = { ...JOURNEY.steps.mail, template: 1 };
    const made = { ...JOURNEY, steps: { ...JOURNEY.steps, mail } };
    ({ id } = await libs.get(AutomationsService, { strict: false }).create(made, null));
    await libs.close();
  }, 60_000);

  it('says that a file is what is stored, whether it names things by name or by id', async () => {
    expect(await run(automationDiffCommand, write('same.json', JOURNEY))).toBe(0);
    expect([said, warned]).toEqual([[], ['No difference.']]);
    const byId = withStep('mail', { type: 'send_email', template: 1, next: 'clicked' });
    expect(await run(automationDiffCommand, write('same.json', byId), '--id', String(id))).toBe(0);
  });

  it('says in words what is otherwise', async () => {
    const { mail, clicked, keen } = JOURNEY.steps;
    const after = {
      ...JOURNEY,
      steps: { mail, clicked: { ...clicked, timeout: '5d', then: 'late' }, late: { ...keen, tag: 'late' } },
    };
    expect(await run(automationDiffCommand, write('other.json', after))).toBe(3);
    expect(said).toEqual([
      '~ step clicked: Wait for, timeout: "3d" → "5d"; then: "keen" → "late"',
      '+ step late: Add tag (tag: "late", next: end)',
      '- step keen: Add tag (tag: "keen", next: end)',
    ]);
  });

  it('compares two files without a database', async () => {
    const [before, after] = [write('a.json', JOURNEY), write('b.json', { ...JOURNEY, name: 'Hello' })];
    expect(await automationDiffCommand.run([before, after], contextOf({ TIDINGS_DATA_DIR: folder }))).toBe(3);
    expect(said).toEqual(['~ name: "Welcome" → "Hello"']);
  });

  it('knows no automation of a name that there is not', async () => {
    const file = write('unknown.json', { ...JOURNEY, name: 'Unknown' });
    await expect(run(automationDiffCommand, file)).rejects.toThrow(`${file}: There is no automation "Unknown" here.`);
    await expect(run(automationDiffCommand, file, '--id', 'x')).rejects.toThrow('--id must be a number');
  });
});

describe('tidings automation test', () => {
  const contact = { email: 'ada@reader.example', consents: { newsletter: 'subscribed' } };
  const start = { name: 'signed_up' };
  const click = { email: 'clicked', after: '4h' };
  const cases = {
    cases: [
      {
        name: 'who clicks is keen',
        contact: { ...contact, tags: ['new'] },
        events: [start, click],
        expect: { path: ['mail', 'clicked', 'keen'], mails: ['Hello'], tags: ['new', 'keen'], end: 'completed' },
      },
      { name: 'who does not is left alone', contact, events: [start], expect: { path: ['mail', 'clicked'], tags: [] } },
      {
        name: 'staff stays out',
        contact: { ...contact, tags: ['staff'] },
        events: [start],
        expect: { enters: false, path: [], mails: [] },
      },
      {
        name: 'without consent no mail goes',
        contact: { email: 'bob@reader.example' },
        events: [start],
        expect: { mails: [] },
      },
    ],
  };

  it('plays every case, and writes nothing', async () => {
    const file = write('journey.json', JOURNEY);
    write('journey.test.json', cases);
    const before = await count();
    expect(await run(automationTestCommand, file)).toBe(0);
    expect(said).toEqual([
      'who clicks is keen            ok',
      'who does not is left alone    ok',
      'staff stays out               ok',
      'without consent no mail goes  ok',
      '4 of 4 cases as expected.',
    ]);
    expect(await count()).toEqual(before);
  });

  it('says what came otherwise', async () => {
    const expect_ = { path: ['mail'], tags: ['keen'], end: 'converted' };
    const file = write('fails.json', JOURNEY);
    const other = write('other.test.json', { cases: [{ name: 'wrong', contact, events: [start], expect: expect_ }] });
    expect(await run(automationTestCommand, file, '--cases', other)).toBe(3);
    expect(said).toEqual([
      'wrong  FAILED  path: expected mail, was mail → clicked',
      '               tags: expected keen, was nothing',
      '               end: expected converted, was completed',
      '0 of 1 cases as expected.',
    ]);
  });

  it('says what is wrong in the cases, with its place', async () => {
    const file = write('journey.json', JOURNEY);
    const other = write('bad.test.json', { cases: [{ name: 'a', contact, expect: { mail: 1 } }] });
    await expect(run(automationTestCommand, file, '--cases', other)).rejects.toThrow(
      `${other}: cases[0].expect.mail: There is no such member`,
    );
    await expect(run(automationTestCommand, write('alone.json', JOURNEY))).rejects.toThrow('alone.test.json');
  });

  async function count(): Promise<unknown> {
    return (
      await database.db.query(`SELECT (SELECT count(*) FROM automations) AS a, (SELECT count(*) FROM contacts) AS c,
      (SELECT count(*) FROM enrolments) AS e, (SELECT count(*) FROM messages) AS m, (SELECT count(*) FROM tags) AS t`)
    )[0];
  }
});

// The page shows files and what the commands say of them: both are taken from it.
describe('the worked example of docs/journeys-in-git.md', () => {
  const page = readFileSync('docs/journeys-in-git.md', 'utf8');
  const blocks = [...page.matchAll(/```(json|diff|console) ?(\S*)\n([\s\S]*?)```/g)].map(
    ([, kind, file, text = '']) => ({
      kind,
      file: file ?? '',
      text,
    }),
  );
  const commands = [automationValidateCommand, automationTestCommand, automationDiffCommand];

  /** Each command line of a block, and the lines that it says. */
  const dialogue = (text: string): { words: string[]; says: string[] }[] =>
    text
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [line = '', ...says] = part.trimEnd().split('\n');
        return { words: line.split(' ').slice(1), says };
      });

  it('comes out as it is written there', async () => {
    await database.db.execute(
      `INSERT INTO templates (name, subject, html, published_version) VALUES ('Good to have you here', 'Hi', '<p>Hi</p>', 1)`,
    );
    mkdirSync(join(folder, 'journeys'));
    let asked = 0;
    for (const { kind, file, text } of blocks) {
      if (kind === 'json') write(file, text);
      if (kind === 'diff') await changeAsShown(file, text);
      if (kind !== 'console') continue;
      for (const { words, says } of dialogue(text)) {
        said = [];
        const command = commands.find(({ name }) => name === words.slice(0, 2).join(' '));
        await run(command as Command, join(folder, words[2] ?? ''));
        expect(said.map((line) => line.replaceAll(`${folder}/`, ''))).toEqual(says);
        asked += 1;
      }
    }
    expect(asked).toBe(4);
  });

  /** What was there before is what is stored. */
  async function changeAsShown(file: string, text: string): Promise<void> {
    const before = readFileSync(join(folder, file), 'utf8');
    const libs = await openLibs(readConfig({ DATABASE_URL: database.url }), database.url);
    const [row] = await database.db.query<{ id: number }>(
      `SELECT id FROM templates WHERE name = 'Good to have you here'`,
    );
    const stored = before.replace('"Good to have you here"', String(row?.id));
    await libs.get(AutomationsService, { strict: false }).create(JSON.parse(stored) as unknown, null);
    await libs.close();
    const [minus = '', plus = ''] = text.split('\n');
    const after = before.replace(minus.slice(1), plus.slice(1));
    expect(after).not.toBe(before);
    write(file, after);
  }
});
