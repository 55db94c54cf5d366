import { GuardedHttpClient } from '#libs/kernel';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeadAddress, toVerdict } from '../../sending/hand-over-verdict.js';
import type { HandOver, MailTransport, OutgoingMail } from '../mail-transport.js';
import { sendmail } from './sendmail.transport.js';

let folder: string;
let path: string;
let transport: MailTransport | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidings-sendmail-'));
  path = join(folder, 'sendmail');
});
afterEach(async () => {
  await transport?.close();
  transport = undefined;
  rmSync(folder, { recursive: true });
});

/** A mail program in the shell: writes what it was given into files, then does as the lines say. */
function install(...lines: string[]): void {
  const keep = 'echo "$@" > "$0.$$.args"; env > "$0.$$.env"; cat > "$0.$$.mail"';
  writeFileSync(path, ['#!/bin/sh', ...(lines.length > 0 ? lines : [keep]), ''].join('\n'));
  chmodSync(path, 0o755);
}

const filesOf = (kind: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(kind))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

const mail = (to = 'ada@reader.example', from = 'b1@shop.example', size = 0): OutgoingMail => ({
  ...{ key: 1, to, from },
  raw: Buffer.from(`Subject: Hi\r\n\r\n.\r\nnot the end\r\n${'x'.repeat(size)}\r\n`),
});

async function send(one: OutgoingMail, params: object = {}, program = { path, args: ['-oem'] }): Promise<HandOver> {
  const runtime = { limit: 10, hostname: 'client.example', http: new GuardedHttpClient(), sendmail: program };
  transport = sendmail.create(sendmail.params.parse(params), runtime);
  const results: HandOver[] = [];
  await transport.send([one], (_key, result) => results.push(result));
  expect(results).toHaveLength(1);
  return results[0]!;
}

it('gives the mail to the program, whole, with the arguments of the operator in front of its own', async () => {
  install();
  expect(await send(mail())).toEqual({ outcome: 'sent', response: 'sendmail: queued' });
  expect(filesOf('.args')).toEqual(['-oem -i -f b1@shop.example ada@reader.example\n']);
  expect(filesOf('.mail')).toEqual(['Subject: Hi\n\n.\nnot the end\n\n']);
});

it('tells the program nothing that it need not know', async () => {
  install();
  process.env['TIDINGS_SECRET_FOR_TEST'] = 'do not tell';
  await send(mail('ada@reader.example', ''));
  delete process.env['TIDINGS_SECRET_FOR_TEST'];
  expect(filesOf('.env').join()).toContain('PATH=');
  expect(filesOf('.env').join()).not.toContain('do not tell');
  expect(filesOf('.args')).toEqual(['-oem -i -f <> ada@reader.example\n']);
});

it.each([
  [67, 'failed', 'provider.recipient', true],
  [68, 'failed', 'provider.recipient', true],
  [65, 'failed', 'provider.content', false],
  [75, 'deferred', 'provider.busy', false],
  [71, 'deferred', 'provider.busy', false],
  [78, 'deferred', 'provider.account', false],
  [77, 'deferred', 'provider.account', false],
  [1, 'deferred', 'provider.refused', false],
] as const)('exit code %i means %s', async (code, outcome, reason, dead) => {
  install('cat > /dev/null', 'echo "No such user here" >&2', `exit ${String(code)}`);
  const result = await send(mail());
  expect(result).toMatchObject({ outcome, response: `sendmail: No such user here (exit code ${String(code)})` });
  const situation = { attempt: 1, createdAt: new Date(), now: new Date(), random: 0.5 };
  expect(toVerdict(result, situation)).toMatchObject({ reason });
  expect(isDeadAddress(result)).toBe(dead);
});

it.each([
  ['was killed', 'cat > /dev/null; kill -9 $$'],
  ['took too long', 'cat > /dev/null; exec sleep 30'],
  ['ended well without reading', 'exec <&-; sleep 0.1; exit 0'],
])('leaves unknown what a program did with a mail when it %s', async (_name, line) => {
  install(line);
  const large = mail('ada@reader.example', 'b1@shop.example', 1_000_000);
  expect(await send(large, { timeout_s: 1 })).toMatchObject({ outcome: 'unknown', provider: 'no_answer' });
});

it.each(['-oQ/tmp@reader.example', '"-x"@reader.example'])('refuses %s, which looks like an option', async (to) => {
  install();
  expect(await send(mail(to))).toMatchObject({ outcome: 'failed', enhanced: '5.1.3' });
  expect(await send(mail('ada@reader.example', to))).toMatchObject({ outcome: 'failed', enhanced: '5.1.3' });
  expect(filesOf('.args')).toEqual([]);
});

it('fails nothing where the program is missing or not allowed, and says so', async () => {
  expect(await send(mail())).toMatchObject({ outcome: 'deferred', phase: 'connect', provider: 'unreachable' });
  const runtime = { limit: 10, hostname: 'client.example', http: new GuardedHttpClient() };
  const refused = sendmail.create(sendmail.params.parse({}), runtime);
  const results: HandOver[] = [];
  await refused.send([mail()], (_key, result) => results.push(result));
  expect(results).toMatchObject([{ outcome: 'deferred', provider: 'account' }]);
  expect(await refused.verify()).toMatchObject({ ok: false, response: expect.stringContaining('TIDINGS_SENDMAIL') });
});

it('ends a program that does not end when it is closed', async () => {
  install('cat > /dev/null; exec sleep 60');
  const sending = send(mail());
  await new Promise((resolve) => setTimeout(resolve, 300));
  const started = performance.now();
  await transport!.close();
  expect(performance.now() - started).toBeLessThan(8_000);
  expect(await sending).toMatchObject({ outcome: 'unknown' });
}, 20_000);
