import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MailboxPoller } from '#libs/delivery';
import { needs } from '../setup/needs.js';
import { startDovecot, type Dovecot } from './dovecot.js';
import { ReturnsLab, writeDsn } from './returns-lab.js';

needs('dovecot')('a mailbox that returned mail arrives in', () => {
  let lab: ReturnsLab;
  let imap: Dovecot;
  let source: number;

  beforeAll(async () => {
    [lab, imap] = await Promise.all([ReturnsLab.open(), startDovecot()]);
    const made = await lab.api.call('POST', '/returned-mail/sources', {
      type: 'imap',
      settings: { host: '127.0.0.1', port: imap.port, security: 'none', username: imap.user, password: imap.password },
    });
    source = made.json<{ id: number }>().id;
  });

  afterAll(async () => {
    await imap.stop();
    await lab.close();
  });

  async function fetch(): Promise<void> {
    await lab.api.db.execute(`UPDATE return_sources SET due_at = now() - interval '1 s'`);
    await lab.api.app.get(MailboxPoller, { strict: false }).fetchDue();
  }

  async function shown() {
    const list = await lab.api.call('GET', '/returned-mail/sources');
    return list.json<{ data: { last_error: string | null; last_at: string | null }[] }>().data[0];
  }

  it('is read to its end, each mail once', async () => {
    const mails = await Promise.all(Array.from({ length: 60 }, (_, n) => lab.sent(`imap${String(n)}@reader.example`)));
    for (const mail of mails) imap.add(writeDsn({ mail, id: String(mail.id) }));
    await fetch();
    await fetch();
    const { n } = await lab.one<{ n: number }>(`SELECT count(*)::int AS n FROM returned_mails WHERE source = 'imap'`);
    expect(n).toBe(60);
    expect(await lab.stateOf(mails[59]!)).toMatchObject({ events: ['bounced'], consent: 'cleaned' });
    expect(await shown()).toMatchObject({ last_error: null, last_at: expect.any(String) });
  });

  it('is read further from where it was, by one process at a time', async () => {
    const mail = await lab.sent('later@reader.example');
    imap.add(writeDsn({ mail, id: 'later' }));
    await Promise.all([fetch(), fetch(), fetch()]);
    expect(await lab.stateOf(mail)).toMatchObject({ events: ['bounced'] });
    const { n } = await lab.one<{ n: number }>(`SELECT count(*)::int AS n FROM returned_mails WHERE source = 'imap'`);
    expect(n).toBe(61);
  });

  it('brings answers to the timeline', async () => {
    const mail = await lab.sent('answers@reader.example');
    imap.add(
      `From: ${mail.email}\r\nSubject: Re: Hi\r\nMessage-ID: <a@b.example>\r\nReferences: <${mail.messageId}>\r\n\r\nYes\r\n`,
    );
    await fetch();
    expect(await lab.stateOf(mail)).toMatchObject({ events: ['replied'], consent: 'subscribed' });
  });

  it('says what is wrong when it cannot be read, and goes on once it can', async () => {
    const wrong = { host: '127.0.0.1', port: imap.port, security: 'none', username: imap.user, password: 'wrong' };
    await lab.api.call('PATCH', `/returned-mail/sources/${String(source)}`, { settings: wrong });
    await fetch();
    expect((await shown())?.last_error).toMatch(/auth/i);
    const right = { ...wrong, password: imap.password };
    await lab.api.call('PATCH', `/returned-mail/sources/${String(source)}`, { settings: right });
    await fetch();
    expect(await shown()).toMatchObject({ last_error: null });
  });

  it('is told no kept password when the server becomes another', async () => {
    const settings = { host: '127.0.0.2', port: imap.port, security: 'none', username: imap.user };
    const path = `/returned-mail/sources/${String(source)}`;
    const answer = await lab.api.call('PATCH', path, { settings });
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { errors: [{ path: 'settings.password' }] }]);
    expect((await lab.api.call('PATCH', path, { settings: { ...settings, password: 'new' } })).statusCode).toBe(200);
    const back = { ...settings, host: '127.0.0.1', password: imap.password };
    expect((await lab.api.call('PATCH', path, { settings: back })).statusCode).toBe(200);
  });

  it('is emptied when asked to, only after all is recorded', async () => {
    const settings = { host: '127.0.0.1', port: imap.port, security: 'none', username: imap.user, after: 'delete' };
    await lab.api.call('PATCH', `/returned-mail/sources/${String(source)}`, { settings });
    const mail = await lab.sent('emptied@reader.example');
    imap.add(writeDsn({ mail, id: 'emptied' }));
    await fetch();
    await lab.api.db.execute(`UPDATE return_sources SET state = '{}'`);
    await lab.api.db.execute('DELETE FROM returned_mails');
    await fetch();
    const { n } = await lab.one<{ n: number }>('SELECT count(*)::int AS n FROM returned_mails');
    expect({ n, mail: await lab.stateOf(mail) }).toMatchObject({ n: 0, mail: { events: ['bounced'] } });
  });
});
