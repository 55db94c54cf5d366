import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LinkSigner } from '#libs/delivery';
import { AutomationLab } from '../automations/automation-lab.js';

interface Contact {
  readonly id: number;
  readonly email: string | null;
  readonly external_id: string | null;
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
  readonly consents: Readonly<Record<string, string>>;
  readonly warnings?: readonly { readonly code: string; readonly path: string }[];
  readonly [field: string]: unknown;
}

describe('two contacts that are one person', () => {
  let lab: AutomationLab;

  beforeAll(async () => {
    lab = await AutomationLab.open();
    for (const key of ['plan', 'size']) await lab.call('POST', '/fields', { key, type: 'text' });
    for (const name of ['Offers', 'News']) await lab.call('POST', '/topics', { name });
  });
  afterAll(() => lab.close());

  const show = (id: number): Promise<Contact> => lab.call('GET', `/contacts/${id}`);
  const merge = (keep: number, gone: number): Promise<Contact> =>
    lab.call('POST', '/contacts/merge', { keep, merge: gone });
  const unmerge = (id: number): Promise<Contact> => lab.call('POST', `/contacts/${id}/unmerge`);
  const refusal = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await lab.api.call('POST', path, body);
    return { status: answer.statusCode, ...answer.json<object>() };
  };
  const rowsOf = async (table: string, contact: number): Promise<number> => {
    const [row] = await lab.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE contact_id = $1`, [
      contact,
    ]);
    return row?.n ?? 0;
  };
  const timeline = async (id: number): Promise<string[]> =>
    (await lab.call<{ data: { name: string }[] }>('GET', `/contacts/${id}/timeline?limit=100`)).data.map((e) => e.name);

  describe('values', () => {
    it('are the kept one’s, and the other one’s where it has none; tags are united', async () => {
      const keep = await lab.contact({
        first_name: 'Ada',
        latitude: 1,
        longitude: 2,
        tags: ['a', 'both'],
        fields: { plan: 'pro' },
      });
      const gone = await lab.contact({
        external_id: 'crm-1',
        first_name: 'A.',
        last_name: 'Byron',
        birth_date: '1815-12-10',
        latitude: 50,
        longitude: 60,
        tags: ['b', 'both'],
        fields: { plan: 'free', size: 'XL' },
      });
      const email = (await show(gone)).email;
      const answer = await merge(keep, gone);
      expect(answer).toMatchObject({
        id: keep,
        merged_id: gone,
        external_id: 'crm-1',
        first_name: 'Ada',
        last_name: 'Byron',
        birth_date: '1815-12-10',
        latitude: 1,
        tags: ['a', 'b', 'both'],
        fields: { plan: 'pro', size: 'XL' },
      });
      expect(answer.warnings).toBeUndefined();
      // Both addresses and the external id are one contact's now.
      expect(await lab.call('POST', '/contacts', { email, city: 'London' })).toMatchObject({
        id: keep,
        city: 'London',
      });
      expect(await lab.call('POST', '/contacts', { external_id: 'crm-1' })).toMatchObject({ id: keep });
      expect((await lab.call<{ data: Contact[] }>('GET', `/contacts?search=${String(email)}`)).data[0]?.id).toBe(keep);
    });

    it('half a place is not taken', async () => {
      const keep = await lab.contact({ latitude: 1 });
      const gone = await lab.contact({ latitude: 50, longitude: 60 });
      expect(await merge(keep, gone)).toMatchObject({ latitude: 1, longitude: null });
    });

    it('go back when it is undone, but for what has been changed since', async () => {
      const keep = await lab.contact({ tags: ['own'] });
      const gone = await lab.contact({
        external_id: 'crm-2',
        last_name: 'Old',
        city: 'Paris',
        tags: ['theirs', 'again'],
        fields: { size: 'S' },
      });
      const before = await show(gone);
      await lab.call('POST', `/contacts/${gone}/notes`, { body: 'a note' });
      await merge(keep, gone);
      await lab.call('PATCH', `/contacts/${keep}`, { last_name: 'New' });
      await lab.call('DELETE', `/contacts/${keep}/tags/again`);
      await lab.call('PUT', `/contacts/${keep}/tags/again`);
      await lab.call('POST', `/contacts/${keep}/notes`, { body: 'after' });
      const restored = await unmerge(gone);
      expect({ ...restored, updated_at: null }).toEqual({ ...before, updated_at: null, kept_id: keep });
      expect(await show(keep)).toMatchObject({
        external_id: null,
        last_name: 'New',
        city: null,
        tags: ['again', 'own'],
        fields: {},
      });
      expect([await rowsOf('contact_notes', gone), await rowsOf('contact_notes', keep)]).toEqual([1, 1]);
      expect(await timeline(keep)).toEqual(expect.arrayContaining(['contact_merged', 'contact_unmerged']));
      expect((await lab.call<Contact>('POST', '/contacts', { email: before.email })).id).toBe(gone);
    });

    it('an address that a third contact has got stays there, and the answer says so', async () => {
      const keep = (await lab.call<Contact>('POST', '/contacts', { external_id: 'only-id' })).id;
      const gone = await lab.contact();
      const { email } = await show(gone);
      expect(await merge(keep, gone)).toMatchObject({ email });
      await lab.call('PATCH', `/contacts/${keep}`, { email: 'new-one@example.com' });
      const third = (await lab.call<Contact>('POST', '/contacts', { email })).id;
      expect(third).not.toBe(keep);
      expect(await unmerge(gone)).toMatchObject({
        id: gone,
        email: null,
        warnings: [{ code: 'merge.identity_taken', path: email }],
      });
      expect(await show(keep)).toMatchObject({ email: 'new-one@example.com' });
    });
  });

  describe('consents', () => {
    const given = (consents: Record<string, string>): Promise<number> => lab.contact({ consents });

    it.each([
      ['subscribed', 'unsubscribed', 'unsubscribed', 1],
      ['unsubscribed', 'subscribed', 'unsubscribed', 1],
      ['subscribed', 'cleaned', 'cleaned', 1],
      ['subscribed', 'complained', 'complained', 1],
      ['complained', 'unsubscribed', 'complained', 0],
      ['cleaned', 'unsubscribed', 'unsubscribed', 0],
      ['subscribed', 'unconfirmed', 'unconfirmed', 0],
      ['unsubscribed', 'unconfirmed', 'unsubscribed', 1],
    ])('%s and %s are %s', async (own, theirs, result, warnings) => {
      const [keep, gone] = [await given({ newsletter: own }), await given({ newsletter: theirs })];
      const answer = await merge(keep, gone);
      expect(answer.consents).toEqual({ newsletter: result });
      expect((answer.warnings ?? []).map(({ code, path }) => `${code} ${path}`)).toEqual(
        Array.from({ length: warnings }, () => 'consent.kept consents.newsletter'),
      );
    });

    it('that one of the two never spoke about come over with their proof, the sooner end stands', async () => {
      const [keep, gone] = [await given({ newsletter: 'subscribed' }), await given({ offers: 'subscribed' })];
      const proof = { status: 'subscribed', source: 'form 7', lawful_basis: 'consent' };
      await lab.call('PUT', `/contacts/${gone}/consents/news`, proof);
      await lab.call('PUT', `/contacts/${gone}/consents/newsletter`, { ...proof, expires_at: '2099-01-01T00:00:00Z' });
      expect((await merge(keep, gone)).consents).toEqual({
        newsletter: 'subscribed',
        offers: 'subscribed',
        news: 'subscribed',
      });
      const rows = await lab.db.query(
        `SELECT slug, lawful_basis, consents.source, expires_at::date::text AS until FROM consents
         JOIN topics ON topics.id = topic_id WHERE contact_id = $1 AND slug LIKE 'news%' ORDER BY slug`,
        [keep],
      );
      expect(rows).toEqual([
        { slug: 'news', lawful_basis: 'consent', source: 'form 7', until: null },
        { slug: 'newsletter', lawful_basis: 'consent', source: 'form 7', until: '2099-01-01' },
      ]);
    });

    it('go back; who has refused since has refused for both', async () => {
      const [keep, gone] = [
        await given({ newsletter: 'subscribed', offers: 'subscribed', news: 'subscribed' }),
        await given({ newsletter: 'unsubscribed', offers: 'subscribed' }),
      ];
      await merge(keep, gone);
      await lab.call('PUT', `/contacts/${keep}/consents/offers`, {
        status: 'unsubscribed',
        source: 'phone',
        lawful_basis: 'consent',
      });
      expect((await unmerge(gone)).consents).toEqual({ newsletter: 'unsubscribed', offers: 'unsubscribed' });
      expect((await show(keep)).consents).toEqual({
        newsletter: 'subscribed',
        offers: 'unsubscribed',
        news: 'subscribed',
      });
    });

    it('upsert and import never turn a refusal that a merge brought back into a subscription', async () => {
      const [keep, gone] = [await given({ newsletter: 'subscribed' }), await given({ newsletter: 'unsubscribed' })];
      const { email } = await show(gone);
      await merge(keep, gone);
      const answer = await lab.call<Contact>('POST', '/contacts', { email, consents: { newsletter: 'subscribed' } });
      expect(answer).toMatchObject({ id: keep, consents: { newsletter: 'unsubscribed' } });
      expect(answer.warnings?.[0]?.code).toBe('consent.kept');
    });

    it('suppressed addresses stay suppressed, whoever has them', async () => {
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      const { email } = await show(gone);
      await lab.call('POST', '/suppressions', { email, reason: 'manual' });
      await merge(keep, gone);
      expect((await lab.call<{ data: unknown[] }>('GET', `/suppressions?email=${String(email)}`)).data).toHaveLength(1);
    });
  });

  describe('the id of the merged contact', () => {
    it('says where the contact went, and events for it are the kept one’s', async () => {
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      const { email } = await show(gone);
      await merge(keep, gone);
      for (const path of ['', '/timeline', '/export']) {
        const answer = await lab.api.call('GET', `/contacts/${gone}${path}`);
        expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'contact.merged', merged_into: keep }]);
      }
      expect(await refusal(`/contacts/${gone}/erase`)).toMatchObject({ status: 404, code: 'contact.merged' });
      expect((await lab.api.call('PATCH', `/contacts/${gone}`, { city: 'Rome' })).json()).toMatchObject({
        code: 'contact.merged',
      });
      expect(await refusal(`/contacts/${gone}/notes`, { body: 'x' })).toMatchObject({ code: 'contact.merged' });
      await lab.event(gone, 'by_id');
      await lab.call('POST', '/events', { contact: { email }, name: 'by_email' });
      expect([await rowsOf('events', gone), await rowsOf('events', keep)]).toEqual([0, 2]);
    });

    it('merging is idempotent, and refuses what makes no sense', async () => {
      const [keep, gone, other] = [await lab.contact(), await lab.contact(), await lab.contact()];
      expect(await refusal('/contacts/merge', { keep, merge: keep })).toMatchObject({ status: 422 });
      expect(await refusal('/contacts/merge', { keep, merge: 999_999 })).toMatchObject({ code: 'contact.not_found' });
      expect(await refusal(`/contacts/${gone}/unmerge`)).toMatchObject({ status: 404, code: 'merge.not_found' });
      expect(await refusal('/contacts/999999/unmerge')).toMatchObject({ status: 404, code: 'contact.not_found' });
      const first = await merge(keep, gone);
      expect({ ...(await merge(keep, gone)), updated_at: null }).toEqual({ ...first, updated_at: null });
      expect(await refusal('/contacts/merge', { keep: other, merge: gone })).toMatchObject({
        status: 409,
        code: 'merge.elsewhere',
        merged_into: keep,
      });
      expect(await refusal('/contacts/merge', { keep: gone, merge: other })).toMatchObject({ merged_into: keep });
      await lab.call('DELETE', `/contacts/${other}`);
      expect(await refusal('/contacts/merge', { keep, merge: other })).toMatchObject({ code: 'contact.not_found' });
      await unmerge(gone);
      expect(await refusal(`/contacts/${gone}/unmerge`)).toMatchObject({ code: 'merge.not_found' });
    });

    it('follows a chain, which is undone from its end', async () => {
      const [a, b, c] = [await lab.contact(), await lab.contact(), await lab.contact()];
      const [emailA, emailB] = [(await show(a)).email, (await show(b)).email];
      await lab.event(a, 'of_a');
      await merge(b, a);
      await merge(c, b);
      expect((await lab.call<Contact>('POST', '/contacts', { email: emailA })).id).toBe(c);
      expect((await lab.api.call('GET', `/contacts/${a}`)).json()).toMatchObject({ merged_into: c });
      expect(await merge(c, a)).toMatchObject({ id: c });
      expect(await refusal(`/contacts/${a}/unmerge`)).toMatchObject({ code: 'merge.elsewhere', merged_into: c });
      await unmerge(b);
      expect((await lab.call<Contact>('POST', '/contacts', { email: emailA })).id).toBe(b);
      expect((await lab.api.call('GET', `/contacts/${a}`)).json()).toMatchObject({ merged_into: b });
      expect(await rowsOf('events', b)).toBe(1);
      await unmerge(a);
      expect([await rowsOf('events', a), await rowsOf('events', b)]).toEqual([1, 0]);
      expect([(await show(a)).email, (await show(b)).email]).toEqual([emailA, emailB]);
    });

    it('of two merges into one contact the last is undone first', async () => {
      const [keep, first, second] = [await lab.contact(), await lab.contact(), await lab.contact()];
      await merge(keep, first);
      await merge(keep, second);
      expect(await refusal(`/contacts/${first}/unmerge`)).toMatchObject({ status: 409, code: 'merge.not_last' });
      await unmerge(second);
      await unmerge(first);
    });

    it('erasing the kept contact erases what its merges stored', async () => {
      const [keep, gone] = [
        await lab.contact(),
        await lab.contact({ last_name: 'Secret', consents: { newsletter: 'subscribed' } }),
      ];
      const { email } = await show(gone);
      await merge(keep, gone);
      const exported = await lab.call<{ merges: { contact: { last_name: string } }[] }>(
        'GET',
        `/contacts/${keep}/export`,
      );
      expect(exported.merges[0]?.contact.last_name).toBe('Secret');
      await lab.call('POST', `/contacts/${keep}/erase`);
      expect(await lab.db.query('SELECT FROM contact_merges WHERE merged_id = $1', [gone])).toEqual([]);
      expect(
        await lab.db.query('SELECT FROM contact_merge_parts WHERE merge_id NOT IN (SELECT id FROM contact_merges)'),
      ).toEqual([]);
      for (const table of ['consent_log', 'segment_history', 'contact_identities']) {
        expect(await rowsOf(table, gone)).toBe(0);
      }
      expect(await lab.db.query('SELECT reason FROM suppressions WHERE email = $1', [email])).toEqual([
        { reason: 'erased' },
      ]);
      expect((await lab.api.call('GET', `/contacts/${gone}`)).json()).toMatchObject({ code: 'contact.not_found' });
    });
  });

  describe('links of mails that were sent before', () => {
    it('go on working, for the kept contact', async () => {
      const [keep, gone] = [
        await lab.contact({ first_name: 'Kept', consents: { newsletter: 'subscribed' } }),
        await lab.contact({ consents: { newsletter: 'subscribed' } }),
      ];
      await lab.call('POST', '/senders', { name: 'Shop', email: 'shop@example.com' });
      const html = '<p>Hello {{contact.first_name}}</p><a href="https://shop.example/">shop</a>';
      const template = await lab.call<{ id: number }>('POST', '/templates', { name: 'T', subject: 'S', html });
      const [mail] = await lab.db.query<{ id: number }>(
        `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, topic_id, template_id,
           template_version) VALUES ($1, 'campaign', 1, '1', 'marketing', 'sent', 1, $2, 1) RETURNING id`,
        [gone, template.id],
      );
      const signer = lab.api.app.get(LinkSigner, { strict: false });
      const links = signer.linksFor({ messageId: mail!.id, contactId: gone, topicId: 1 });
      const follow = (url: string, method: 'GET' | 'POST' = 'GET') =>
        lab.api.inject({ method, url: new URL(url).pathname, headers: { 'user-agent': 'Mozilla/5.0' } });
      await merge(keep, gone);
      expect((await follow(links.viewUrl)).body).toContain('Hello Kept');
      expect((await follow(links.openUrl)).statusCode).toBe(200);
      expect((await follow(links.clickUrl(0))).headers.location).toBe('https://shop.example/');
      for (let tries = 0; (await rowsOf('message_events', keep)) < 2 && tries < 50; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const page = await follow(links.preferencesUrl);
      expect(page.body).toContain(String((await show(keep)).email));
      await follow(links.unsubscribeUrl, 'POST');
      expect((await show(keep)).consents['newsletter']).toBe('unsubscribed');
      const kinds = await lab.db.query<{ kind: string }>(
        'SELECT kind FROM message_events WHERE contact_id = $1 ORDER BY kind',
        [keep],
      );
      expect(kinds.map(({ kind }) => kind)).toEqual(['clicked', 'opened', 'unsubscribed']);
    });
  });
});
