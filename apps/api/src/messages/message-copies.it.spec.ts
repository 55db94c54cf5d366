import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CampaignRunner } from '#libs/campaigns';
import { SenderService } from '#libs/delivery';
import { type ClaimedMessage, Ledger, MessageClaims, MessageCopies } from '#libs/ledger';
import { Housekeeping } from '#libs/queue';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMailSink, type ArrivedMail, type MailSink } from '../../../../test/support/mail-sink.js';
import { createTestApi, type TestApi, type TestResponse } from '../testing/create-test-api.js';

interface Detail {
  readonly id: number;
  readonly status: string;
  readonly attempt: number;
  readonly copy: { readonly kept_at: string; readonly until: string; readonly size: number } | null;
  readonly copy_missing: string | null;
  readonly data: unknown;
}

interface Copy {
  readonly subject: string;
  readonly envelope_from: string;
  readonly envelope_to: string;
  readonly html: string;
  readonly text: string;
  readonly headers: { readonly name: string; readonly value: string }[];
}

const DAY_MS = 86_400_000;
const HTML = '<p>Dear {{contact.first_name}}, order {{event.order}} costs {{event.total}} €.</p>';

describe('the copy of a transactional mail', () => {
  let api: TestApi;
  let sink: MailSink;
  let template = 0;

  beforeAll(async () => {
    sink = await startMailSink();
    api = await createTestApi({ env: { SMTP_URL: sink.url } });
    await make('/senders', { name: 'Shop', email: 'orders@shop.example' });
  }, 60_000);
  afterAll(async () => {
    await api.app.get(SenderService, { strict: false }).stop();
    await api.close();
    await sink.stop();
  });
  beforeEach(async () => {
    sink.mails.length = 0;
    sink.refusals.clear();
    await api.db.execute(
      `TRUNCATE contacts, contact_identities, consents, suppressions, messages, message_queue, message_copies CASCADE`,
    );
    await set({ message_copy_days: null });
    template = await make('/templates', { name: 'Receipt', subject: 'Order {{event.order}}: thank you', html: HTML });
  });

  const set = (settings: object): Promise<TestResponse> => api.call('PATCH', '/settings', settings);

  async function make(path: string, body: unknown): Promise<number> {
    const answer = await api.call('POST', path, body);
    if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  const ADA = { email: 'ada@reader.example', first_name: 'Ada' };
  async function ask(to = ADA.email, data: object = { order: 'A-7', total: '12,50' }): Promise<number> {
    const answer = await api.call('POST', '/messages', { to, template_id: template, data });
    if (answer.statusCode !== 202) throw new Error(answer.body);
    return answer.json<{ id: number }>().id;
  }

  async function leave(): Promise<void> {
    await api.app.get(SenderService, { strict: false }).drain();
    while ((await api.db.query(`SELECT FROM message_queue WHERE state <> 'due'`)).length > 0) await sleep(10);
  }

  const again = (): Promise<unknown> => api.db.execute(`UPDATE message_queue SET due_at = now() - interval '1 s'`);

  async function receipt(): Promise<number> {
    await make('/contacts', ADA);
    const id = await ask();
    await leave();
    return id;
  }

  const show = async (id: number): Promise<Detail> => (await api.call('GET', `/messages/${String(id)}`)).json<Detail>();
  const read = async (id: number): Promise<Copy> =>
    (await api.call('GET', `/messages/${String(id)}/copy`)).json<Copy>();
  const raw = (id: number): Promise<TestResponse> => api.call('GET', `/messages/${String(id)}/copy/raw`);
  const rawOf = async (id: number): Promise<string> => (await raw(id)).rawPayload.toString('latin1');
  const kept = async (): Promise<number> =>
    (await api.db.query<{ n: number }>('SELECT count(*)::int AS n FROM message_copies'))[0]?.n ?? -1;
  const arrived = (): ArrivedMail => {
    const [mail, ...more] = sink.mails;
    if (!mail || more.length > 0) throw new Error(`${String(sink.mails.length)} mails arrived`);
    return mail;
  };
  async function whyNone(id: number): Promise<[string | null, number, string]> {
    const { copy_missing: missing } = await show(id);
    const answer = await api.call('GET', `/messages/${String(id)}/copy`);
    expect((await raw(id)).statusCode).toBe(answer.statusCode);
    const { code, detail } = answer.json<{ code: string; detail: string }>();
    expect(code).toBe('message_copy.not_found');
    return [missing, answer.statusCode, detail];
  }

  it('is the mail that arrived, byte for byte and part by part', async () => {
    const id = await receipt();
    const mail = arrived();
    const answer = await raw(id);
    expect(answer.headers['content-type']).toBe('message/rfc822');
    expect(await rawOf(id)).toBe(mail.raw);
    const copy = await read(id);
    expect(copy).toMatchObject({
      subject: 'Order A-7: thank you',
      envelope_to: ADA.email,
      from_header: [{ name: 'Shop', address: 'orders@shop.example' }],
      to_header: [{ name: '', address: ADA.email }],
      size: mail.raw.length,
    });
    expect(copy.html).toContain('Dear Ada, order A-7 costs 12,50 €.');
    expect(copy.text).toContain('Dear Ada, order A-7 costs 12,50 €.');
    expect(copy.headers).toContainEqual({ name: 'Message-ID', value: mail.messageId });
    const detail = await show(id);
    expect(detail).toMatchObject({ data: { order: 'A-7', total: '12,50' }, copy_missing: null });
    const { kept_at, until, size } = detail.copy!;
    expect(size).toBe(mail.raw.length);
    expect(Date.parse(until) - Date.parse(kept_at)).toBe(30 * DAY_MS);
  });

  it('stays as it was when contact, data and template are changed, which the view does not', async () => {
    const id = await receipt();
    const before = await read(id);
    await api.call('POST', '/contacts', { ...ADA, first_name: 'Someone else' });
    await api.call('PATCH', `/templates/${String(template)}`, { subject: 'Another', html: '<p>Another</p>' });
    await api.db.execute(`UPDATE messages SET data = '{}'`);
    expect(await read(id)).toEqual(before);
    const { headers } = await api.call('GET', `/messages/${String(id)}/view`);
    const { pathname } = new URL(String(headers['location']));
    expect((await api.inject({ url: pathname })).body).toContain('Dear Someone else, order  costs');
  });

  it('is of the attempt that was taken, when others were put off before', async () => {
    await make('/contacts', ADA);
    sink.refusals.set(ADA.email, '450 4.2.0 greylisted');
    const id = await ask();
    expect(await whyNone(id)).toEqual(['not_left', 404, 'The mail has not been handed over yet.']);
    await leave();
    expect(await show(id)).toMatchObject({ status: 'deferred', attempt: 1, copy_missing: null });
    expect((await read(id)).text).toContain('Dear Ada');
    await api.call('POST', '/contacts', { ...ADA, first_name: 'Ada Mary' });
    sink.refusals.clear();
    await again();
    await leave();
    expect(await show(id)).toMatchObject({ status: 'sent', attempt: 2 });
    expect(await rawOf(id)).toBe(arrived().raw);
    expect((await read(id)).text).toContain('Dear Ada Mary');
    expect(await kept()).toBe(1);
  });

  it('is there of a mail that was refused, and of one of which nobody knows', async () => {
    sink.refusals.set('no@reader.example', '550 5.7.1 not today');
    const refused = await ask('no@reader.example');
    await leave();
    expect(await show(refused)).toMatchObject({ status: 'failed', copy_missing: null });
    await api.db.execute(`UPDATE messages SET state = 'unknown', reason = 'worker.lost' WHERE id = $1`, [refused]);
    expect((await raw(refused)).statusCode).toBe(200);
  });

  it('is never made of one that was left out', async () => {
    const id = await ask('blocked@reader.example');
    await api.call('POST', '/suppressions', { email: 'blocked@reader.example', reason: 'manual' });
    await leave();
    expect(await whyNone(id)).toEqual(['left_out', 404, 'The mail was left out: there is nothing to keep a copy of.']);
  });

  describe('and a worker that is killed', () => {
    const copies = (): MessageCopies => api.app.get(MessageCopies, { strict: false });
    const claims = (): MessageClaims => api.app.get(MessageClaims, { strict: false });
    const OLD = Buffer.from('Subject: of the dead\r\n\r\n');

    /** One that claimed the mail and kept its copy, and was not heard of again. */
    async function die(id: number): Promise<ClaimedMessage> {
      await claims().renew('dead');
      const [lane] = await claims().dueLanes();
      const [claimed] = await claims().claim('dead', lane!, 10);
      await copies().keep([{ id, attempt: claimed!.attempt, from: 'x', to: 'y', raw: OLD }]);
      await api.db.execute(`UPDATE message_owners SET lease_until = now() - interval '1 s' WHERE owner = 'dead'`);
      await claims().expire();
      return claimed!;
    }

    it('between copy and hand-over loses no mail, and shows nothing that did not leave', async () => {
      await make('/contacts', ADA);
      const id = await ask();
      await die(id);
      expect([await kept(), (await show(id)).copy_missing]).toEqual([1, 'not_left']);
      await leave();
      expect(await show(id)).toMatchObject({ status: 'sent', attempt: 2 });
      expect(await rawOf(id)).toBe(arrived().raw);
    });

    it('between another attempt’s copy and its hand-over does not pass it off as the one that was put off', async () => {
      sink.refusals.set(ADA.email, '450 4.2.0 greylisted');
      const id = await receipt();
      expect((await read(id)).text).toContain('Dear Ada');
      await again();
      await die(id);
      expect(await whyNone(id)).toEqual(['not_left', 404, 'The mail has not been handed over yet.']);
    });

    it('does not write over the copy of whoever came after it', async () => {
      await make('/contacts', ADA);
      const id = await ask();
      const { attempt } = await die(id);
      await leave();
      await copies().keep([{ id, attempt, from: 'x', to: 'y', raw: OLD }]);
      expect(await rawOf(id)).toBe(arrived().raw);
    });

    it('while it hands over leaves the copy of what may have left', async () => {
      const id = await ask();
      const { attempt } = await die(id);
      await api.db.execute(`UPDATE message_queue SET state = 'sending', owner = 'dead', mail_id = 'm@shop.example'`);
      await claims().expire();
      expect(await show(id)).toMatchObject({ status: 'unknown', attempt });
      expect(await rawOf(id)).toBe(OLD.toString());
    });
  });

  it('holds up no mail when it can’t be stored', async () => {
    await api.db.execute('ALTER TABLE message_copies ADD CONSTRAINT nothing CHECK (false)');
    try {
      const id = await receipt();
      expect(arrived().to).toBe(ADA.email);
      expect(await show(id)).toMatchObject({ status: 'sent', copy: null, copy_missing: 'none' });
    } finally {
      await api.db.execute('ALTER TABLE message_copies DROP CONSTRAINT nothing');
    }
  });

  it('is not made of marketing mails, nor of tests of them', async () => {
    await make('/contacts', { ...ADA, consents: { newsletter: 'subscribed' } });
    const news = await make('/templates', { name: 'News', subject: 'News', html: HTML });
    const campaign = { name: 'Weekly', template_id: news, topic: 'newsletter' };
    const id = await make('/campaigns', { ...campaign, audience: { everyone: true, reason: 'test' } });
    await api.call('POST', `/campaigns/${String(id)}/start`);
    await api.app.get(CampaignRunner, { strict: false }).advance();
    await api.call('POST', `/templates/${String(template)}/test`, { to: 'colleague@shop.example' });
    await leave();
    expect([sink.mails.length, await kept()]).toEqual([2, 0]);
    const listed = (await api.call('GET', '/messages')).json<{ data: { id: number }[] }>().data;
    for (const mail of listed) {
      expect(await whyNone(mail.id)).toEqual(['not_kept', 404, expect.stringContaining('not of marketing mails')]);
    }
  });

  describe('and the time for which it is kept', () => {
    const clean = (): Promise<void> => api.app.get(Housekeeping, { strict: false }).run();
    const age = (days: number): Promise<unknown> =>
      api.db.execute(
        `WITH old AS (UPDATE message_copies SET kept_at = kept_at - make_interval(days => $1))
        UPDATE messages SET sent_at = sent_at - make_interval(days => $1)`,
        [days],
      );

    it('ends at the moment that the setting says, before anything is cleaned', async () => {
      const id = await receipt();
      await age(10);
      expect((await raw(id)).statusCode).toBe(200);
      await set({ message_copy_days: 10 });
      expect(await whyNone(id)).toEqual(['expired', 404, expect.stringContaining('time for which copies are kept')]);
      expect(await kept()).toBe(1);
      await clean();
      expect(await kept()).toBe(0);
      expect((await whyNone(id))[0]).toBe('expired');
    });

    it('is cleaned up batch by batch, and what is younger stays', async () => {
      const id = await receipt();
      await api.db.execute(`INSERT INTO message_copies SELECT 1000000 + n, 1, '', '', 1, '', now() - interval '31 days'
        FROM generate_series(1, 2500) n`);
      await clean();
      expect(await kept()).toBe(1);
      expect((await raw(id)).statusCode).toBe(200);
    });

    it('0 keeps none, and removes those that there are', async () => {
      const before = await receipt();
      await set({ message_copy_days: 0 });
      sink.mails.length = 0;
      const id = await ask();
      await leave();
      expect([arrived().to, await kept()]).toEqual([ADA.email, 1]);
      for (const each of [before, id]) expect((await whyNone(each))[0]).toBe('turned_off');
      await clean();
      expect(await kept()).toBe(0);
    });

    it.each([-1, 3651, 1.5, '30'])('cannot be %j', async (days) => {
      expect((await set({ message_copy_days: days })).statusCode).toBe(422);
    });
  });

  it('is handed over with all that is kept about the contact, and goes with them', async () => {
    const id = await receipt();
    const { contact_id: contact } = (await api.call('GET', `/messages/${String(id)}`)).json<{ contact_id: number }>();
    const at = `/contacts/${String(contact)}`;
    const exported = (await api.call('GET', `${at}/export`)).json<{ message_copies: object[] }>().message_copies;
    expect(exported).toMatchObject([{ message_id: id, envelope_to: ADA.email, raw: arrived().raw }]);
    await ask('somebody@else.example');
    await leave();
    expect(await kept()).toBe(2);
    expect((await api.call('POST', `${at}/erase`)).statusCode).toBe(200);
    expect(await kept()).toBe(1);
    expect((await whyNone(id))[0]).toBe('none');
    expect((await api.call('GET', '/messages?search=ada')).json()).toMatchObject({ data: [] });
  });

  it('does not come in behind an erasure that is under way', async () => {
    await make('/contacts', ADA);
    const id = await ask();
    const mail = { id, attempt: 1, from: 'x', to: ADA.email, raw: Buffer.from('Subject: x\r\n\r\n') };
    let keeping: Promise<void> = Promise.resolve();
    await api.db.transaction(async (tx) => {
      await tx.query('SELECT FROM contacts FOR UPDATE');
      await tx.execute('DELETE FROM message_copies');
      keeping = api.app.get(MessageCopies, { strict: false }).keep([mail]);
      await sleep(100);
      await tx.execute('DELETE FROM contacts');
    });
    await keeping;
    expect(await kept()).toBe(0);
  });

  it('is kept when the contact is merged into another meanwhile', async () => {
    await make('/contacts', ADA);
    const other = await make('/contacts', { email: 'other@reader.example' });
    const id = await ask();
    const mail = { id, attempt: 1, from: 'x', to: ADA.email, raw: Buffer.from('Subject: x\r\n\r\n') };
    let keeping: Promise<void> = Promise.resolve();
    await api.db.transaction(async (tx) => {
      await tx.query('SELECT FROM contacts ORDER BY id FOR UPDATE');
      keeping = api.app.get(MessageCopies, { strict: false }).keep([mail]);
      await sleep(100);
      await tx.execute('UPDATE messages SET contact_id = $1', [other]);
      await tx.execute('DELETE FROM contacts WHERE id <> $1', [other]);
    });
    await keeping;
    expect(await kept()).toBe(1);
  });

  it('is made of a notice to a colleague, too', async () => {
    const data = { subject: 'Call Ada', text: 'She asked for a call.' };
    await api.db.transaction((tx) =>
      api.app.get(Ledger, { strict: false }).write(tx, [
        {
          ...{ contactId: 0, source: { kind: 'sales', id: 1 }, occurrence: 'new:user 1', class: 'internal', data },
          ...{ recipient: { kind: 'user', id: 1, address: 'mia@shop.example' }, priority: 0 },
        },
      ]),
    );
    await leave();
    const { data: listed } = (await api.call('GET', '/messages?class=internal')).json<{ data: { id: number }[] }>();
    expect(await rawOf(listed[0]!.id)).toBe(arrived().raw);
    expect(arrived().subject).toBe('Call Ada');
  });

  it('is found by class, kind, state and address', async () => {
    const ada = await receipt();
    const under = await ask('under_score@reader.example');
    sink.refusals.set('adamant@reader.example', '550 5.7.1 not today');
    const refused = await ask('adamant@reader.example');
    await api.call('POST', `/templates/${String(template)}/test`, { to: 'ada@shop.example' });
    await leave();
    const [test] = await api.db.query<{ id: number }>(`SELECT id FROM messages WHERE source_kind = 'test'`);
    const list = async (query: string): Promise<number[]> =>
      (await api.call('GET', `/messages?${query}`)).json<{ data: { id: number }[] }>().data.map(({ id }) => id);
    expect(await list('class=transactional&kind=transactional')).toEqual([refused, under, ada]);
    expect(await list('class=internal')).toEqual([]);
    expect(await list('kind=test')).toEqual([test!.id]);
    expect(await list('search=ADA@Reader.example')).toEqual([ada]);
    expect(await list('search=ada&class=transactional')).toEqual([test!.id, refused, ada]);
    expect(await list('search=ada&status=failed')).toEqual([refused]);
    expect(await list('search=%25')).toEqual([]);
    expect(await list('search=under_')).toEqual([under]);
    expect(await list('search=unde__')).toEqual([]);
    expect(await list('search=%20&kind=test')).toEqual([test!.id]);
    const page = (await api.call('GET', '/messages?class=transactional&kind=transactional&limit=2')).json<{
      next_cursor: string;
    }>();
    expect(await list(`class=transactional&kind=transactional&limit=2&cursor=${page.next_cursor}`)).toEqual([ada]);
    for (const query of ['class=other', 'kind=other', `search=${'x'.repeat(201)}`]) {
      expect((await api.call('GET', `/messages?${query}`)).statusCode).toBe(422);
    }
  });

  it('is found by either spelling of a domain that has letters beyond ASCII', async () => {
    const id = await ask('Bärbel@Müller.example');
    await ask('other@reader.example');
    for (const address of ['bärbel@müller.example', 'BÄRBEL@MÜLLER.EXAMPLE', 'bärbel@xn--mller-kva', 'bärbel@']) {
      const found = await api.call('GET', `/messages?search=${encodeURIComponent(address)}`);
      expect(found.json()).toMatchObject({ data: [{ id }] });
    }
  });

  it('finds mails of campaigns by the address of their contact', async () => {
    const contact = await make('/contacts', ADA);
    await api.db.execute(
      `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state)
      VALUES ($1, 'campaign', 1, '1', 'marketing', 'sent')`,
      [contact],
    );
    const found = (await api.call('GET', '/messages?search=ada@')).json<{ data: object[] }>().data;
    expect(found).toMatchObject([{ class: 'marketing', recipient: ADA.email }]);
  });

  it('of no mail is not there', async () => {
    for (const path of ['/messages/4711000/copy', '/messages/4711000/copy/raw']) {
      expect((await api.call('GET', path)).json()).toMatchObject({ status: 404, code: 'message.not_found' });
    }
  });
});
