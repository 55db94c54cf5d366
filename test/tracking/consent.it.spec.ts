import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TrackingLab, type ReadMail } from './tracking-lab.js';

let lab: TrackingLab;
beforeAll(async () => {
  lab = await TrackingLab.open();
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  await lab.api.db.execute('TRUNCATE contacts, consents, messages, message_queue, message_events CASCADE');
  await track({ opens: 'on', clicks: 'on' });
});

const track = async (tracking: Record<string, string>): Promise<void> => {
  const answer = await lab.api.call('PATCH', '/settings', { tracking });
  expect(answer.statusCode).toBe(200);
};

const say = (contact: number, status: string, more: Record<string, unknown> = {}): Promise<unknown> =>
  lab.api.call('PUT', `/contacts/${String(contact)}/consents/tracking`, {
    ...{ status, source: 'test', lawful_basis: 'consent' },
    ...more,
  });

const isTracked = ({ pixel, links }: ReadMail): { opens: boolean; clicks: boolean } => ({
  opens: pixel !== null,
  clicks: links.every((link) => link.includes('/t/c/')),
});

/** One reader and the mail that they got. */
async function mailTo(consents: Record<string, string> = {}, before = (_id: number) => Promise.resolve<unknown>(0)) {
  const [contact] = await lab.readers(1, consents);
  await before(contact!);
  const { mails } = await lab.campaign();
  return { contact: contact!, mail: mails.get(contact!)! };
}

/** Opens and clicks all there is; resolves with what was stored. */
async function follow(contact: number, { pixel, links }: ReadMail): Promise<{ opened: number; clicked: number }> {
  if (pixel) expect((await lab.get(pixel)).statusCode).toBe(200);
  const answer = links[0]?.includes('/t/c/') ? await lab.get(links[0]) : undefined;
  if (answer) expect([answer.statusCode, answer.headers.location]).toEqual([302, 'https://shop.example/0']);
  await lab.judge();
  return lab.hits(contact);
}

describe('a mail', () => {
  it.each([
    ['on', 'on', {}, { opens: true, clicks: true }],
    ['off', 'on', {}, { opens: false, clicks: true }],
    ['on', 'off', {}, { opens: true, clicks: false }],
    ['consent', 'consent', {}, { opens: false, clicks: false }],
    ['consent', 'on', {}, { opens: false, clicks: true }],
    ['consent', 'consent', { tracking: 'subscribed' }, { opens: true, clicks: true }],
    ['consent', 'consent', { tracking: 'unconfirmed' }, { opens: false, clicks: false }],
    ['on', 'consent', { tracking: 'unsubscribed' }, { opens: false, clicks: false }],
    ['off', 'off', { tracking: 'subscribed' }, { opens: false, clicks: false }],
  ])('with opens %s, clicks %s and consent %j has %j', async (opens, clicks, consents, expected) => {
    await track({ opens, clicks });
    const { contact, mail } = await mailTo(consents);
    expect(mail.links).toHaveLength(6);
    expect(isTracked(mail)).toEqual(expected);
    expect(await follow(contact, mail)).toEqual({ opened: Number(expected.opens), clicked: Number(expected.clicks) });
  });

  it('is not tracked when the consent has run out', async () => {
    await track({ opens: 'consent', clicks: 'consent' });
    const expires_at = new Date(Date.now() - 1_000).toISOString();
    const { mail } = await mailTo({}, (contact) => say(contact, 'subscribed', { expires_at }));
    expect(isTracked(mail)).toEqual({ opens: false, clicks: false });
  });
});

describe('a mail that was sent with pixel and tracked links', () => {
  it.each(['on', 'consent'])('leaves no trace once consent is withdrawn (%s); links lead on', async (setting) => {
    await track({ opens: setting, clicks: setting });
    const { contact, mail } = await mailTo({ tracking: 'subscribed' });
    expect(isTracked(mail)).toEqual({ opens: true, clicks: true });
    expect(await follow(contact, mail)).toEqual({ opened: 1, clicked: 1 });
    await say(contact, 'unsubscribed');
    expect(await follow(contact, mail)).toEqual({ opened: 1, clicked: 1 });
    await say(contact, 'subscribed');
    expect(await follow(contact, mail)).toEqual({ opened: 2, clicked: 2 });
  });

  it('leaves none once the reader has said so on the page of preferences', async () => {
    const { contact, mail } = await mailTo({ tracking: 'subscribed' });
    const payload = 'action=none';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = new URL(mail.preferences!).pathname;
    expect((await lab.api.inject({ method: 'POST', url, headers, payload })).statusCode).toBe(200);
    expect(await follow(contact, mail)).toEqual({ opened: 0, clicked: 0 });
  });

  it('leaves none once the organisation has decided against it', async () => {
    const { contact, mail } = await mailTo();
    await track({ opens: 'off', clicks: 'consent' });
    expect(await follow(contact, mail)).toEqual({ opened: 0, clicked: 0 });
  });

  it('leaves none of a contact who was erased', async () => {
    const { contact, mail } = await mailTo();
    expect((await lab.api.call('POST', `/contacts/${String(contact)}/erase`)).statusCode).toBe(200);
    expect(await follow(contact, mail)).toEqual({ opened: 0, clicked: 0 });
  });

  it.each(['sec-gpc', 'dnt'])(
    'is not watched when its reader asks for that (%s), but a click is their own doing',
    async (name) => {
      const { contact, mail } = await mailTo();
      expect((await lab.get(mail.pixel!, { [name]: '1' })).statusCode).toBe(200);
      expect((await lab.get(mail.links[0]!, { [name]: '1' })).statusCode).toBe(302);
      await lab.judge();
      expect(await lab.hits(contact)).toEqual({ opened: 0, clicked: 1 });
    },
  );
});
