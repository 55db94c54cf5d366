import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMailbox, MailboxWriter, type RunningMailbox } from '#libs/delivery';
import { Installation } from './support/installation.js';

// The README's five minutes, run as they are written there.
const ROOT = path.resolve(import.meta.dirname, '..');

/** What the blocks marked `sh tour` say, in order. */
async function readTour(): Promise<string> {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  return [...readme.matchAll(/```sh tour\n([^]*?)```/g)].map((match) => match[1]).join('\n');
}

async function run(script: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> {
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...env },
  });
  let output = '';
  shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(shell, 'exit')) as [number | null];
  return { code, output };
}

describe('the tour of the README', () => {
  let installation: Installation;
  let mailbox: RunningMailbox;

  beforeAll(async () => {
    const store: { writer?: MailboxWriter } = {};
    mailbox = await startMailbox({ store: { add: (mail) => store.writer!.add(mail) } });
    installation = await Installation.start({ SMTP_URL: mailbox.url }, 1);
    store.writer = new MailboxWriter(installation.database.db);
  });

  afterAll(async () => {
    await installation.stop();
    await mailbox.stop();
  });

  it('works as written', async () => {
    const { code, output } = await run(await readTour(), {
      TIDINGS_API_KEY: installation.apiKey,
      TIDINGS_URL: installation.url,
    });
    if (code !== 0) throw new Error(output);
    expect(output).toContain('your personal adviser is one call away');
    expect(output).toContain('Ada, a question about our prices?');
    expect(output).toContain('Call ada@reader.example: looked at the prices');
    expect(output).toMatch(/"status":"completed"[^\n]*"sent":1/);
  });
});
