import { createTestDatabase, type TestDatabase } from '#libs/db';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import type { MailboxStore, ReceivedMail } from './mailbox-store.js';
import { MailboxWriter } from './mailbox-writer.js';
import { MailboxService } from './mailbox.service.js';
import { startMailbox, type RunningMailbox } from './start-mailbox.js';

let database: TestDatabase;
let mailbox: RunningMailbox;
let service: MailboxService;

beforeAll(async () => {
  database = await createTestDatabase();
  service = new MailboxService(database.db);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.execute('TRUNCATE mailbox_mails RESTART IDENTITY');
  mailbox = await startMailbox({ store: new MailboxWriter(database.db) });
});
afterEach(() => mailbox.stop());

async function deliver(mails: { to: string; subject: string; text?: string; html?: string }[]): Promise<void> {
  const sender = createTransport(mailbox.url);
  await Promise.all(
    mails.map((mail) => sender.sendMail({ from: { name: 'Zoë', address: 'zoe@shop.example' }, ...mail })),
  );
  sender.close();
}

describe('the built-in mailbox', () => {
  it('keeps a mail that came by SMTP and reads it back with its parts', async () => {
    const sender = createTransport(mailbox.url);
    await sender.sendMail({
      from: { name: 'Zoë', address: 'zoe@shop.example' },
      to: { name: 'Ann', address: 'ann@reader.example' },
      subject: 'Grüße, 世界 🎉',
      text: 'plain ♥',
      html: '<p>rich ♥</p>',
      headers: { 'X-Long': 'word '.repeat(40).trim() },
      attachments: [{ filename: 'a.txt', content: 'abc' }],
    });
    const [summary] = await service.list({ limit: 10 });
    expect(summary).toMatchObject({ from: 'zoe@shop.example', to: 'ann@reader.example', subject: 'Grüße, 世界 🎉' });
    const mail = await service.get(summary!.id);
    expect(mail).toMatchObject({
      fromHeader: [{ name: 'Zoë', address: 'zoe@shop.example' }],
      toHeader: [{ name: 'Ann', address: 'ann@reader.example' }],
      html: '<p>rich ♥</p>',
      attachments: [{ name: 'a.txt', type: 'text/plain', size: 3 }],
    });
    expect(mail.text?.trim()).toBe('plain ♥');
    expect(mail.headers.find(({ name }) => name === 'X-Long')?.value).toBe('word '.repeat(40).trim());
    expect(mail.messageId).toMatch(/^<.+@shop\.example>$/);
  });

  it('stores the bytes of the mail as they were sent, dots and long lines included', async () => {
    const raw = Buffer.from(`Subject: x\r\n\r\n.\r\n..two\r\n${'a'.repeat(3000)}\r\n\xff\xfe`, 'latin1');
    await createTransport(mailbox.url).sendMail({ envelope: { from: '', to: ['a@b.example'] }, raw });
    const [mail] = await service.list({ limit: 1 });
    const kept = await service.raw(mail!.id);
    expect(kept.equals(Buffer.concat([raw, Buffer.from('\r\n')]))).toBe(true);
    expect(mail).toMatchObject({ from: '', size: kept.length });
  });

  it('lists newest first, page by page, each mail once', async () => {
    await deliver(Array.from({ length: 23 }, (_, i) => ({ to: 'a@b.example', subject: `n${String(i)}`, text: 'x' })));
    const seen: number[] = [];
    for (let before: number | undefined; ; before = seen.at(-1)) {
      const page = await service.list({ limit: 10, before });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
    }
    expect(seen).toEqual(Array.from({ length: 23 }, (_, i) => 23 - i));
  });

  it('finds mail by a part of the recipient or of the subject, whatever the case and without wildcards', async () => {
    await deliver([
      { to: 'ann@b.example', subject: 'Spring 50% sale', text: 'x' },
      { to: 'BOB@b.example', subject: 'Ünder', text: 'x' },
    ]);
    const find = async (search: string) => (await service.list({ limit: 10, search })).map(({ to }) => to);
    expect(await find('bob')).toEqual(['BOB@b.example']);
    expect(await find('ünD')).toEqual(['BOB@b.example']);
    expect(await find('0% S')).toEqual(['ann@b.example']);
    expect(await find('%')).toEqual(['ann@b.example']);
    expect(await find('_')).toEqual([]);
  });

  it('says clearly that a mail is not there', async () => {
    await expect(service.get(99)).rejects.toMatchObject({ code: 'mailbox_mail.not_found' });
  });

  it('keeps only the newest mails', async () => {
    const writer = new MailboxWriter(database.db, 100);
    const mails = Array.from({ length: 1500 }, (_, i) => mailOf(`t${String(i)}@x.example`));
    await Promise.all(mails.map((mail) => writer.add(mail)));
    await Promise.all(mails.map((mail) => writer.add(mail)));
    const [row] = await database.db.query<{ n: number; newest: string }>(
      `SELECT count(*) AS n, (SELECT envelope_to FROM mailbox_mails ORDER BY id DESC LIMIT 1) AS newest FROM mailbox_mails`,
    );
    expect(row!.newest).toBe('t1499@x.example');
    expect(row!.n).toBeLessThan(1_200);
  });

  it('takes mail with broken headers, NUL bytes and no header at all', async () => {
    const writer = new MailboxWriter(database.db);
    const broken = [
      'Subject: a\0b =?nope?q?x?= =?utf-8?q?=FF?=\r\n\r\nx',
      '',
      '\r\n\r\n',
      'Subject',
      '=?=?=?\r\n\r\n\0',
    ];
    await Promise.all(broken.map((raw) => writer.add({ from: 'a\0@b', to: ['c\0@d'], raw: Buffer.from(raw) })));
    const mails = await service.list({ limit: 10 });
    expect(mails.at(-1)?.subject).toBe('ab =?nope?q?x?=\ufffd');
    await Promise.all(mails.map(({ id }) => service.get(id)));
  });

  it('answers 250 only when the mail is stored, and 451 when it could not be', async () => {
    const failing: MailboxStore = { add: () => Promise.reject(new Error('disk full')) };
    const other = await startMailbox({ store: failing });
    const sending = createTransport(other.url).sendMail({
      from: 'a@b.example',
      to: 'c@d.example',
      subject: 's',
      text: 't',
    });
    await expect(sending).rejects.toMatchObject({ responseCode: 451 });
    await other.stop();
  });

  it('finishes the mail in flight when it stops', async () => {
    let hold!: (stored: () => void) => void;
    const arrived = new Promise<() => void>((resolve) => (hold = resolve));
    const slow: MailboxStore = {
      add: () =>
        new Promise((stored) => {
          hold(stored);
        }),
    };
    const other = await startMailbox({ store: slow });
    const sending = createTransport(other.url).sendMail({
      from: 'a@b.example',
      to: 'c@d.example',
      subject: 's',
      text: 't',
    });
    const stored = await arrived;
    const stopped = other.stop();
    stored();
    await expect(sending).resolves.toMatchObject({ accepted: ['c@d.example'] });
    await stopped;
  });

  it('does not wait for connections that only wait for mail when it stops', async () => {
    const other = await startMailbox({ store: new MailboxWriter(database.db) });
    const sender = createTransport(other.url);
    await sender.sendMail({ from: 'a@b.example', to: 'c@d.example', subject: 's', text: 't' });
    const started = performance.now();
    await other.stop();
    expect(performance.now() - started).toBeLessThan(1_000);
    sender.close();
  });

  it('offers pipelining, 8-bit mail and Unicode addresses, and takes pipelined mails in order', async () => {
    const mail = (n: number): string => `MAIL FROM:<a@b>\r\nRCPT TO:<c${String(n)}@d>\r\nDATA\r\n`;
    const flight = `EHLO x\r\n${mail(1)}Subject: 1\r\n\r\nbody\r\n.\r\n${mail(2)}Subject: 2\r\n\r\nbody\r\n.\r\nQUIT\r\n`;
    const answer = await talk(mailbox.port, flight);
    expect(answer).toMatch(/PIPELINING/);
    expect(answer).toMatch(/8BITMIME/);
    expect(answer).toMatch(/SMTPUTF8/);
    expect((await service.list({ limit: 5 })).map(({ to }) => to)).toEqual(['c2@d', 'c1@d']);
  });
});

function mailOf(to: string): ReceivedMail {
  return { from: 'a@b.example', to: [to], raw: Buffer.from('Subject: s\r\n\r\nbody\r\n') };
}

/** Sends everything at once after the greeting; resolves with all that was answered. */
function talk(port: number, lines: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(heard);
    });
    socket.on('data', (chunk) => {
      if (!heard) socket.write(lines);
      heard += chunk.toString();
    });
  });
}
