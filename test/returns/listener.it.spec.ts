import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationRunner } from '#libs/automations';
import { ChangeRouter } from '#libs/contacts';
import { ReturnsLab, writeArf, writeDsn } from './returns-lab.js';

let lab: ReturnsLab;
let next = 0;
const address = (): string => `reader${String((next += 1))}@reader.example`;

beforeAll(async () => {
  lab = await ReturnsLab.open();
});

afterAll(async () => {
  await lab.close();
});

describe('the listener for returned mail', () => {
  it('suppresses a dead address, ends its consents and tells segments and triggers, with the reason', async () => {
    const mail = await lab.sent(address());
    await lab.deliver(mail.returnPath, writeDsn({ mail }));
    expect(await lab.stateOf(mail)).toEqual({
      ...{ bounced: true, complained: false, state: 'sent', events: ['bounced'], changes: ['email:bounced'] },
      suppressed: 'hard_bounce: mailbox does not exist (550 5.1.1 User unknown)',
      consent: 'cleaned',
    });
    const message = await lab.api.call('GET', `/messages/${String(mail.id)}`);
    expect(message.json()).toMatchObject({
      bounced_at: expect.any(String),
      bounce: { bounce: 'hard', reason: 'mailbox_unknown', status: '5.1.1', diagnostic: '550 5.1.1 User unknown' },
    });
    const timeline = await lab.api.call('GET', `/contacts/${String(mail.contactId)}/timeline`);
    const bounce = timeline
      .json<{ data: { name: string; data: object }[] }>()
      .data.find((one) => one.name === 'email_bounced');
    expect(bounce?.data).toMatchObject({
      reason: 'mailbox_unknown',
      status: '5.1.1',
      diagnostic: '550 5.1.1 User unknown',
    });
  });

  it('counts a report that comes a hundred times, from many sides at once, once', async () => {
    const mail = await lab.sent(address());
    const deliver = (n: number) => lab.deliver(mail.returnPath, writeDsn({ mail, id: `copy-${String(n % 50)}` }));
    await Promise.all(Array.from({ length: 100 }, (_, n) => deliver(n)));
    expect(await lab.stateOf(mail)).toMatchObject({
      events: ['bounced'],
      changes: ['email:bounced'],
      consent: 'cleaned',
    });
  });

  it.each<[string, string, string]>([
    ['4.2.2', '452 4.2.2 Mailbox full', 'failed'],
    ['5.2.2', '552 5.2.2 Over quota', 'failed'],
    ['5.7.26', '550 5.7.26 Unauthenticated mail', 'failed'],
    ['5.7.1', '554 5.7.1 blocked using a block list', 'failed'],
    ['4.4.1', 'connection timed out', 'failed'],
  ])('records %s %s and leaves the address alone', async (status, diagnostic, action) => {
    const mail = await lab.sent(address());
    await lab.deliver(mail.returnPath, writeDsn({ mail, status, diagnostic, action }));
    expect(await lab.stateOf(mail)).toMatchObject({
      bounced: true,
      events: ['bounced'],
      suppressed: null,
      consent: 'subscribed',
    });
  });

  it.each<[string, (mail: { returnPath: string; messageId: string; email: string }) => string]>([
    ['a delay', (mail) => writeDsn({ mail: mail as never, action: 'delayed', status: '4.1.1' })],
    ['a delivery', (mail) => writeDsn({ mail: mail as never, action: 'delivered', status: '2.0.0' })],
    [
      'an answer of a program that says "user unknown"',
      ({ email }) =>
        `From: ${email}\r\nSubject: Out of Office\r\nAuto-Submitted: auto-replied\r\n\r\n550 5.1.1 ${email} user unknown\r\n`,
    ],
    ['a mail that says nothing', ({ email }) => `From: ${email}\r\nSubject: Hm\r\n\r\nHello\r\n`],
  ])('changes nothing by %s', async (_, write) => {
    const mail = await lab.sent(address());
    await lab.deliver(mail.returnPath, write(mail));
    expect(await lab.stateOf(mail)).toMatchObject({
      bounced: false,
      events: [],
      suppressed: null,
      consent: 'subscribed',
    });
  });

  it('takes mail for nobody else', async () => {
    const mail = await lab.sent(address());
    const forged = mail.returnPath.replace(/\+(.)/, (_, first: string) => `+${first === 'a' ? 'b' : 'a'}`);
    for (const to of [forged, 'news@sender.example', 'x@elsewhere.example', 'complaints@elsewhere.example']) {
      await expect(lab.deliver(to, writeDsn({ mail }))).rejects.toMatchObject({ responseCode: 550 });
    }
    expect(await lab.stateOf(mail)).toMatchObject({ events: [], suppressed: null });
  });

  it('costs the address that the mail went to, not the one that its contact has by now', async () => {
    const [moved, angry] = [await lab.sent(address()), await lab.sent(address())];
    const now = address();
    for (const [{ contactId }, email] of [[moved, now] as const, [angry, address()] as const]) {
      const changed = await lab.api.call('PATCH', `/contacts/${String(contactId)}`, { email });
      expect(changed.statusCode).toBe(200);
    }
    // It was forwarded, and the report names the new address.
    await lab.deliver(moved.returnPath, writeDsn({ mail: { ...moved, email: now } }));
    expect(await lab.stateOf(moved)).toMatchObject({
      ...{ bounced: true, events: ['bounced'], consent: 'subscribed' },
      suppressed: expect.stringMatching(/^hard_bounce/),
    });
    const mails = await lab.api.call('GET', `/returned-mail?contact=${String(moved.contactId)}`);
    expect(mails.json()).toMatchObject({ data: [{ kind: 'hard', effect: 'blocked', effect_address: moved.email }] });
    expect((await lab.api.call('GET', `/suppressions?email=${now}`)).json()).toMatchObject({ data: [] });
    // Whoever complains has had enough, at whatever address.
    await lab.deliver('complaints@sender.example', writeArf(angry));
    expect(await lab.stateOf(angry)).toMatchObject({ consent: 'complained', suppressed: expect.any(String) });
  });

  it('counts what comes back about somebody who was erased, and keeps nothing that names them', async () => {
    const mail = await lab.sent('forgotten@reader.example');
    await lab.api.call('POST', `/contacts/${String(mail.contactId)}/erase`);
    const diagnostic = '550 5.1.1 <forgotten@reader.example> User unknown';
    await lab.deliver(mail.returnPath, writeDsn({ mail, diagnostic, id: 'after-erasure' }));
    const row = await lab.one('SELECT * FROM returned_mails WHERE message_id = $1', [mail.id]);
    expect(row).toMatchObject({ kind: 'hard', status: '5.1.1', effect: 'noted', address: null, raw: null });
    const event = await lab.one('SELECT * FROM message_events WHERE message_id = $1', [mail.id]);
    expect(JSON.stringify([row, event])).not.toContain('forgotten');
    expect((await lab.stateOf(mail)).bounced).toBe(true);
  });

  it('waits for an erasure that is under way before it keeps what came back', async () => {
    const mail = await lab.sent('going@reader.example');
    let delivered: Promise<void> | undefined;
    await lab.api.db.transaction(async (tx) => {
      await tx.query('SELECT FROM contacts WHERE id = $1 FOR UPDATE', [mail.contactId]);
      delivered = lab.deliver(mail.returnPath, writeDsn({ mail, id: 'during-erasure' }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const [seen] = await lab.api.db.query('SELECT FROM returned_mails WHERE message_id = $1', [mail.id]);
      expect(seen).toBeUndefined();
      // As its owners do while the contact is locked; a report that held the mail would make the two wait for each other.
      await tx.execute('UPDATE messages SET recipient_address = NULL WHERE id = $1', [mail.id]);
      await tx.execute('DELETE FROM contacts WHERE id = $1', [mail.contactId]);
    });
    await delivered;
    const row = await lab.one('SELECT * FROM returned_mails WHERE message_id = $1', [mail.id]);
    expect(JSON.stringify(row)).not.toContain('going@');
  });

  it('takes complaints for a sender whose domain is not in ASCII, as the DNS writes it', async () => {
    const made = await lab.api.call('POST', '/senders', { name: 'Bücher', email: 'news@Bücher.example' });
    expect(made.statusCode).toBe(201);
    const mail = await lab.sent(address());
    await lab.deliver('complaints@XN--bcher-kva.example', writeDsn({ mail }));
    await expect(lab.deliver('complaints@xn--bcher-kvb.example', writeDsn({ mail }))).rejects.toMatchObject({
      responseCode: 550,
    });
  });

  it('believes no report without our token or Message-ID, but keeps it to look at', async () => {
    const mail = await lab.sent(address());
    const forged = { ...mail, returnPath: 'bounces+aaaaaaaaaaaaaaaaaaaaaaaa@sender.example' };
    const raw = writeDsn({ mail: forged, messageId: `${mail.id.toString(36)}.AAAAAAAAAAAA@sender.example` });
    await lab.deliver('complaints@sender.example', raw);
    expect(await lab.stateOf(mail)).toMatchObject({
      bounced: false,
      events: [],
      suppressed: null,
      consent: 'subscribed',
    });
    const list = await lab.api.call('GET', '/returned-mail?matched=false');
    const [kept] = list.json<{ data: { id: number; kind: string; address: string }[] }>().data;
    expect(kept).toMatchObject({ kind: 'hard', address: mail.email });
    const shown = await lab.api.call('GET', `/returned-mail/${String(kept?.id)}/raw`);
    expect(shown.headers['content-type']).toContain('text/plain');
    expect(shown.body).toContain('MAILER-DAEMON@mx.reader.example');
  });

  it('ties a report that came to another address by our signed Message-ID', async () => {
    const mail = await lab.sent(address());
    await lab.deliver(
      'complaints@sender.example',
      writeDsn({ mail: { ...mail, returnPath: 'complaints@sender.example' } }),
    );
    expect(await lab.stateOf(mail)).toMatchObject({ events: ['bounced'], consent: 'cleaned' });
  });

  it('lets nobody suppress an address that is not the contact’s own, even with a token of their own', async () => {
    const attacker = await lab.sent(address());
    const victim = await lab.sent(address());
    await lab.deliver(attacker.returnPath, writeDsn({ mail: { ...attacker, email: victim.email } }));
    expect(await lab.stateOf(victim)).toMatchObject({ events: [], suppressed: null, consent: 'subscribed' });
    expect(await lab.stateOf(attacker)).toMatchObject({ events: ['bounced'], suppressed: null, consent: 'subscribed' });
    const listed = await lab.api.call('GET', `/returned-mail?contact=${String(attacker.contactId)}`);
    expect(listed.json()).toMatchObject({ data: [{ address: victim.email, effect: 'noted', effect_address: null }] });
  });

  it('goes by what is said of our recipient where a list has passed the mail on, and a member is gone', async () => {
    const mail = await lab.sent(address());
    const member = 'Final-Recipient: rfc822; member@list.example\r\nAction: failed\r\nStatus: 5.1.1\r\n';
    const report = writeDsn({ mail, action: 'expanded', status: '2.0.0', diagnostic: '250 expanded' });
    await lab.deliver(mail.returnPath, report.replace('Final-Recipient:', `${member}\r\nFinal-Recipient:`));
    expect(await lab.stateOf(mail)).toMatchObject({ events: [], suppressed: null, consent: 'subscribed' });
  });

  it('has the same end when the bounce comes before our 250 is stored', async () => {
    const mail = await lab.sent(address(), 'sending');
    await lab.deliver(mail.returnPath, writeDsn({ mail }));
    const { MessageResults } = await import('#libs/ledger');
    const results = lab.api.app.get(MessageResults, { strict: false });
    await results.write([
      { id: mail.id, attempt: 1, contactId: mail.contactId, verdict: { state: 'sent', response: '250 ok' } },
    ]);
    expect(await lab.stateOf(mail)).toMatchObject({
      state: 'sent',
      bounced: true,
      events: ['bounced'],
      consent: 'cleaned',
    });
  });

  it('knows by a bounce that a mail of unknown fate had left', async () => {
    const mail = await lab.sent(address(), 'unknown');
    await lab.deliver(mail.returnPath, writeDsn({ mail }));
    expect(await lab.stateOf(mail)).toMatchObject({ state: 'sent', bounced: true });
  });

  it('takes a complaint at once, over all topics', async () => {
    const mail = await lab.sent(address());
    const arf = writeArf(mail);
    await lab.deliver('fbl@sender.example', arf);
    await lab.deliver('fbl@sender.example', `X-Trace: 2\r\n${arf}`);
    expect(await lab.stateOf(mail)).toMatchObject({
      ...{ complained: true, events: ['complained'], changes: ['email:complained'] },
      ...{ suppressed: 'complaint: complaint (abuse)', consent: 'complained' },
    });
  });

  it('puts the answer of a person on the timeline once, and that of a program nowhere', async () => {
    const mail = await lab.sent(address());
    const answer = (id: string, extra = '') =>
      `From: ${mail.email}\r\nSubject: Re: Hi\r\nMessage-ID: <${id}@reader.example>\r\nIn-Reply-To: <${mail.messageId}>\r\n${extra}\r\nThanks!\r\n`;
    await lab.deliver('postmaster@sender.example', answer('1'));
    await lab.deliver('postmaster@sender.example', `X-Trace: 2\r\n${answer('1')}`);
    await lab.deliver('postmaster@sender.example', answer('2', 'Auto-Submitted: auto-replied\r\n'));
    expect(await lab.stateOf(mail)).toMatchObject({
      events: ['replied'],
      changes: ['email:replied'],
      consent: 'subscribed',
    });
    await lab.deliver('postmaster@sender.example', answer('3'));
    expect(await lab.stateOf(mail)).toMatchObject({ events: ['replied', 'replied'] });
  });

  it('counts nothing that becomes of a test mail for the contact whom it was rendered for', async () => {
    const mail = await lab.sent(address());
    const colleague = address();
    await lab.api.db.execute(
      `UPDATE messages SET source_kind = 'test', recipient_kind = 'address', recipient_address = $2 WHERE id = $1`,
      [mail.id, colleague],
    );
    const answer = `From: ${colleague}\r\nMessage-ID: <test@reader.example>\r\nIn-Reply-To: <${mail.messageId}>\r\n\r\nFine\r\n`;
    await lab.deliver('postmaster@sender.example', answer);
    await lab.deliver(mail.returnPath, writeDsn({ mail: { ...mail, email: colleague } }));
    expect(await lab.stateOf(mail)).toMatchObject({ changes: [], suppressed: null, consent: 'subscribed' });
    const timeline = await lab.api.call('GET', `/contacts/${String(mail.contactId)}/timeline`);
    expect(timeline.body).not.toMatch(/email_(bounced|replied)/);
    const { email } = await lab.one('SELECT email FROM suppressions WHERE email = $1', [colleague]);
    expect(email).toBe(colleague);
  });

  it('starts automations by the answer of a person', async () => {
    const made = await lab.api.call('POST', '/automations', {
      name: 'Answers',
      triggers: [{ type: 'email_replied' }],
      start: 's1',
      steps: { s1: { type: 'add_tag', tag: 'answered', next: null } },
    });
    await lab.api.call('POST', `/automations/${String(made.json<{ id: number }>().id)}/publish`);
    const mail = await lab.sent(address());
    const answer = `From: ${mail.email}\r\nMessage-ID: <t@reader.example>\r\nIn-Reply-To: <${mail.messageId}>\r\n\r\nYes\r\n`;
    await lab.deliver('postmaster@sender.example', answer);
    const router = lab.api.app.get(ChangeRouter, { strict: false });
    const runner = lab.api.app.get(AutomationRunner, { strict: false });
    while ((await router.routeAll()) + (await runner.runDue()) > 0);
    const contact = await lab.api.call('GET', `/contacts/${String(mail.contactId)}`);
    expect(contact.json<{ tags: string[] }>().tags).toEqual(['answered']);
  });

  it('refuses what is larger than 10 MB', async () => {
    const mail = await lab.sent(address());
    const large = `${writeDsn({ mail })}${'x'.repeat(998).concat('\r\n').repeat(11_000)}`;
    await expect(lab.deliver(mail.returnPath, large)).rejects.toMatchObject({ responseCode: 552 });
    expect(await lab.stateOf(mail)).toMatchObject({ events: [] });
  });
});

describe('a flood at the addresses that anybody can write to', () => {
  const FLOOD = 90;
  const junk = (n: number): string => `From: x@flood.example\r\nSubject: ${String(n)}\r\n\r\nBuy\r\n`;
  const countKept = async (): Promise<number> =>
    (await flooded.one<{ n: number }>('SELECT count(*) AS n FROM returned_mails WHERE message_id IS NULL')).n;
  let flooded: ReturnsLab;
  beforeAll(async () => {
    flooded = await ReturnsLab.open();
  });
  afterAll(() => flooded.close());

  it('is told to come later, and keeps neither bounces nor the reports of others out', async () => {
    const refusals: unknown[] = [];
    for (let n = 0; n < FLOOD; n += 1) {
      await flooded.deliver('complaints@sender.example', junk(n)).catch((error: unknown) => refusals.push(error));
    }
    // Meanwhile time passes, and with it comes room for one or two.
    const kept = await countKept();
    expect(kept).toBeGreaterThanOrEqual(64);
    expect(kept).toBeLessThan(75);
    expect(refusals).toHaveLength(FLOOD - kept);
    expect(refusals[0]).toMatchObject({ responseCode: 451, response: expect.stringContaining('4.7.1') });
    const [bounced, reported] = [await flooded.sent(address()), await flooded.sent(address())];
    await flooded.deliver(bounced.returnPath, writeDsn({ mail: bounced }));
    expect(await flooded.stateOf(bounced)).toMatchObject({ events: ['bounced'] });
    const report = writeDsn({ mail: { ...reported, returnPath: 'fbl@sender.example' } });
    await flooded.deliver('fbl@sender.example', report, '127.0.0.2');
    expect(await flooded.stateOf(reported)).toMatchObject({ events: ['bounced'] });
  });

  it('takes no more of one peer by sending at the same time', async () => {
    const before = await countKept();
    const all = await Promise.allSettled(
      Array.from({ length: FLOOD }, (_, n) => flooded.deliver('abuse@sender.example', junk(1000 + n), '127.0.0.3')),
    );
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as { responseCode?: number }] : []));
    expect([...new Set(refused.map(({ responseCode }) => responseCode))]).toEqual([451]);
    const kept = (await countKept()) - before;
    expect(kept).toBe(FLOOD - refused.length);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(75);
  });
});

describe('temporary failures', () => {
  /** Bounces so many mails to one contact, one each `hours`. */
  async function bounce(times: number, hours: number) {
    const first = await lab.sent(address());
    const mails = [first];
    while (mails.length < times) mails.push(await lab.mailTo(first.contactId, first.email));
    for (const mail of mails) {
      await lab.api.db.execute(`UPDATE soft_bounces SET at = at - make_interval(hours => $2) WHERE email = $1`, [
        first.email,
        hours,
      ]);
      await lab.deliver(mail.returnPath, writeDsn({ mail, status: '4.2.2', diagnostic: '452 4.2.2 Mailbox full' }));
    }
    return first;
  }

  it('cost the address when five in a row spread over a week', async () => {
    const mail = await bounce(5, 48);
    expect(await lab.stateOf(mail)).toMatchObject({
      suppressed: 'hard_bounce: 5 mails in a row came back as temporarily undeliverable',
      consent: 'cleaned',
    });
  });

  it('say of the one that cost the address that it did, and of those before that they counted', async () => {
    const mail = await bounce(5, 48);
    const effects = await lab.api.db.query<{ effect: string }>(
      'SELECT effect FROM returned_mails WHERE contact_id = $1 ORDER BY id',
      [mail.contactId],
    );
    expect(effects.map(({ effect }) => effect)).toEqual(['counted', 'counted', 'counted', 'counted', 'blocked']);
  });

  it('do not when they are four, or all of one day', async () => {
    expect(await lab.stateOf(await bounce(4, 48))).toMatchObject({ suppressed: null, consent: 'subscribed' });
    expect(await lab.stateOf(await bounce(8, 2))).toMatchObject({ suppressed: null, consent: 'subscribed' });
  });

  it('are forgotten when a mail arrives', async () => {
    const mail = await bounce(4, 48);
    await lab.deliver(mail.returnPath, writeDsn({ mail, action: 'delivered', status: '2.0.0', diagnostic: '250 ok' }));
    const another = await lab.mailTo(mail.contactId, mail.email);
    await lab.deliver(another.returnPath, writeDsn({ mail: another, status: '4.2.2', diagnostic: '452 full' }));
    expect(await lab.stateOf(mail)).toMatchObject({ suppressed: null, consent: 'subscribed' });
  });

  it('are forgotten when a person clicks, whenever the click is stored', async () => {
    const mail = await bounce(4, 48);
    await lab.api.db.execute(
      `INSERT INTO message_events (message_id, contact_id, kind, at) VALUES ($1, $2, 'clicked', now())`,
      [mail.id, mail.contactId],
    );
    const another = await lab.mailTo(mail.contactId, mail.email);
    await lab.deliver(another.returnPath, writeDsn({ mail: another, status: '4.2.2', diagnostic: '452 full' }));
    expect(await lab.stateOf(mail)).toMatchObject({ suppressed: null, consent: 'subscribed' });
  });
});
