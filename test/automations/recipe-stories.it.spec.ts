import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppliedRecipe } from '#libs/recipes';
import { AudienceSyncer } from '#libs/ledger';
import type { SignedInUser } from '../../apps/api/src/testing/create-test-api.js';
import { GraphApi, TOKEN } from './graph-api.js';
import { RecipeLab } from './recipe-lab.js';

let lab: RecipeLab;
let rep: SignedInUser;
beforeAll(async () => {
  lab = await RecipeLab.open({ TIDINGS_PRIVATE_HOSTS: '127.0.0.1' });
  rep = await lab.lab.api.signIn('sales');
}, 60_000);
afterAll(() => lab.close());

const start = (key: string, params: Record<string, unknown> = {}): Promise<AppliedRecipe> => lab.start(key, params);

describe('interest', () => {
  it('flow A: a product page gives an interest and a place in the ad audience, until the order', async () => {
    const graph = await GraphApi.open();
    const { id: audience } = await lab.lab.call<{ id: number }>('POST', '/audiences', {
      name: 'Buyers',
      provider: 'meta_custom_audience',
      settings: { audience_id: '120330000000001', access_token: TOKEN, api_base: graph.receiver.url },
    });
    const sync = () => lab.lab.api.app.get(AudienceSyncer, { strict: false }).syncDue();
    const recipe = await start('product-interest', { path: '/products/crm', audience });
    const [looks, buys, other] = [await lab.person(), await lab.person(), await lab.person()];
    await lab.does(looks, 'page_viewed', { path: '/products/crm' });
    await lab.does(buys, 'page_viewed', { path: '/products/crm/prices' });
    await lab.does(other, 'page_viewed', { path: '/blog' });
    await sync();
    const hash = ({ email }: { email: string }) => createHash('sha256').update(email).digest('hex');
    expect(graph.members).toEqual(new Set([hash(looks), hash(buys)]));
    expect(await lab.tags(looks)).toEqual(['interest:products-crm']);
    await lab.days(2);
    await lab.does(buys, 'order_completed');
    await sync();
    expect(graph.members).toEqual(new Set([hash(looks)]));
    await lab.days(29);
    await sync();
    expect(graph.members).toEqual(new Set());
    expect(await lab.state(recipe, looks)).toBe('completed');
    await graph.receiver.close();
  });

  it('flow A without an audience keeps a list to export', async () => {
    const { segments } = await start('product-interest', { path: '/products/crm' });
    const looks = await lab.person();
    await lab.does(looks, 'page_viewed', { path: '/products/crm' });
    expect(await lab.members(segments[0]!.id)).toEqual([looks.id]);
    await lab.days(31);
    expect(await lab.members(segments[0]!.id)).toEqual([]);
  });

  it('flow B: a visit is answered by mail, and sales is reminded until it is done', async () => {
    await start('page-follow-up', { path: '/pricing' });
    const visitor = await lab.person({ owner: rep.id });
    await lab.does(visitor, 'page_viewed', { path: '/pricing' });
    await lab.does(visitor, 'page_viewed', { path: '/pricing?again' });
    expect(lab.mails(visitor)).toEqual(['Can we help you decide?']);
    const told = () => lab.mails(rep).length;
    expect(told()).toBe(1);
    await lab.days(1.1);
    await lab.days(1.1);
    expect(told()).toBe(3);
    const { data } = await lab.lab.call<{ data: { id: number }[] }>(
      'GET',
      `/sales/alerts?contact=${String(visitor.id)}`,
    );
    await lab.lab.call('POST', `/sales/alerts/${String(data[0]!.id)}/complete`, {});
    await lab.days(3);
    expect(told()).toBe(3);
    expect(await lab.tags(visitor)).toEqual(['interest:pricing']);
  });
});

describe('welcome', () => {
  it('comes at once, and the second mail some days later; who clicks is keen', async () => {
    await start('welcome');
    const [reads, clicks] = [await lab.person(), await lab.person()];
    await lab.work();
    await lab.clicks(clicks);
    expect(lab.mails(reads)).toEqual(['Good to have you here']);
    await lab.days(3.1);
    expect([lab.mails(reads), lab.mails(clicks)].map((mails) => mails[1])).toEqual(
      Array(2).fill('What people like most about us'),
    );
    expect([await lab.tags(reads), await lab.tags(clicks)]).toEqual([[], ['reader:keen']]);
  });

  it('eBook: the webinar for who clicks, the demo for who attends, peace for the rest', async () => {
    const recipe = await start('ebook');
    const [silent, reader, guest] = [await lab.person(), await lab.person(), await lab.person()];
    for (const lead of [silent, reader, guest]) await lab.does(lead, 'ebook_downloaded');
    for (const lead of [reader, guest]) await lab.clicks(lead);
    await lab.days(6);
    await lab.does(guest, 'webinar_attended');
    await lab.days(30);
    expect([silent, reader, guest].map((lead) => lab.mails(lead))).toEqual([
      ['Your eBook'],
      ['Your eBook', 'See it done: our webinar'],
      ['Your eBook', 'See it done: our webinar', 'Shall we look at your case?'],
    ]);
    expect(await lab.tags(guest)).toEqual(['lead:reader', 'lead:warm']);
    expect(await lab.state(recipe, silent)).toBe('completed');
  });
});

describe('customers', () => {
  it('who do not use a feature get help, then a person; using it calls both off', async () => {
    const recipe = await start('feature-adoption', { start: 'signed_up', used: 'feature_activated' });
    const [uses, late, never] = [
      await lab.person({ owner: rep.id }),
      await lab.person({ owner: rep.id }),
      await lab.person({ owner: rep.id }),
    ];
    for (const customer of [uses, late, never]) await lab.does(customer, 'signed_up');
    await lab.days(2);
    await lab.does(uses, 'feature_activated');
    await lab.days(5.1);
    expect([uses, late, never].map((customer) => lab.mails(customer).length)).toEqual([0, 1, 1]);
    await lab.does(late, 'feature_activated');
    await lab.days(5.1);
    const tasks = async ({ id }: { id: number }) =>
      (await lab.lab.call<{ data: { message: string }[] }>('GET', `/sales/tasks?contact=${String(id)}`)).data;
    expect([await tasks(late), await tasks(never)]).toEqual([
      [],
      [expect.objectContaining({ message: expect.stringContaining('offer a short training'), assigned_to: rep.id })],
    ]);
    expect([await lab.state(recipe, uses), await lab.state(recipe, late)]).toEqual(['converted', 'converted']);
  });

  it('lapsing: regulars who stay away are asked once, and the order is the goal', async () => {
    const recipe = await start('lapsing', { regular: 3, quiet: '60d' });
    const [gone, back, rare] = [await lab.person(), await lab.person(), await lab.person()];
    for (const customer of [gone, back])
      for (const days of [80, 70, 50]) await lab.did(customer, 'order_completed', days);
    await lab.did(rare, 'order_completed', 55);
    await lab.refreshSegments();
    await lab.work();
    await lab.days(11);
    expect([gone, back, rare].map((customer) => lab.mails(customer))).toEqual([
      ['Is everything all right?'],
      ['Is everything all right?'],
      [],
    ]);
    await lab.does(back, 'order_completed', {}, { value: 40 });
    await lab.days(22);
    expect([await lab.state(recipe, gone), await lab.state(recipe, back)]).toEqual(['completed', 'converted']);
    expect([await lab.tags(gone), await lab.tags(back)]).toEqual([['customer:lapsing'], []]);
  });

  it('win-back: two mails with a pause, none after the order', async () => {
    const recipe = await start('win-back', { gone: '180d' });
    const [gone, back] = [await lab.person(), await lab.person()];
    for (const customer of [gone, back]) await lab.did(customer, 'order_completed', 175);
    await lab.work();
    await lab.days(6);
    await lab.does(back, 'order_completed');
    await lab.days(11);
    expect([lab.mails(gone), lab.mails(back)]).toEqual([
      ['What has become better since you left', 'Something to welcome you back'],
      ['What has become better since you left'],
    ]);
    await lab.days(15);
    expect(await lab.tags(gone)).toEqual(['customer:gone']);
    expect(await lab.state(recipe, back)).toBe('converted');
  });

  it('sunset: who is silent is asked, stays by a click and goes by silence', async () => {
    await start('sunset', { mails: 2, silent: '30d' });
    const { id: template } = await lab.lab.call<{ id: number }>('POST', '/templates', {
      name: 'Letter',
      subject: 'Hi',
      html: '<p>Hi</p>',
    });
    const letter = { type: 'send_email', template, next: null };
    const again = { again: 'after_exit' };
    await lab.lab.publish({
      triggers: [{ type: 'event', event: 'letter' }],
      entry: again,
      start: 'l',
      steps: { l: letter },
    });
    const [silent, stays, reads] = [await lab.person(), await lab.person(), await lab.person()];
    for (const days of [0, 20, 15]) {
      await lab.days(days);
      for (const reader of [silent, stays, reads]) await lab.does(reader, 'letter');
      await lab.clicks(reads);
    }
    const question = 'Shall we go on writing to you?';
    expect([silent, stays, reads].map((reader) => lab.mails(reader))).toEqual([
      ['Hi', 'Hi', 'Hi', question],
      ['Hi', 'Hi', 'Hi', question],
      ['Hi', 'Hi', 'Hi'],
    ]);
    await lab.clicks(stays);
    await lab.days(15);
    const consent = async ({ id }: { id: number }) =>
      (await lab.lab.call<{ consents: Record<string, string> }>('GET', `/contacts/${String(id)}`)).consents[
        'newsletter'
      ];
    expect([await consent(silent), await consent(stays)]).toEqual(['unsubscribed', 'subscribed']);
  });

  it('loyalty: what somebody has spent decides between gold and silver', async () => {
    await start('loyalty', { orders: 3, gold: 300 });
    const [gold, silver, new_] = [await lab.person(), await lab.person(), await lab.person()];
    for (const value of [100, 100, 100]) await lab.does(gold, 'order_completed', {}, { value });
    for (const value of [10, 10, 10]) await lab.does(silver, 'order_completed', {}, { value });
    await lab.does(new_, 'order_completed', {}, { value: 900 });
    expect([gold, silver, new_].map((customer) => lab.mails(customer))).toEqual([
      ['Thank you: you are gold now'],
      ['Thank you for coming back'],
      [],
    ]);
    expect([await lab.tags(gold), await lab.tags(silver)]).toEqual([
      ['loyalty:gold', 'service:priority'],
      ['loyalty:silver'],
    ]);
  });

  it('low value: two mails at a calm pace, until they spend more', async () => {
    const recipe = await start('low-value', { limit: 100 });
    const [small, grows, large] = [await lab.person(), await lab.person(), await lab.person()];
    for (const customer of [small, grows]) await lab.does(customer, 'order_completed', {}, { value: 20 });
    await lab.does(large, 'order_completed', {}, { value: 200 });
    await lab.days(3.1);
    await lab.does(grows, 'order_completed', {}, { value: 120 });
    await lab.days(14.1);
    expect([small, grows, large].map((customer) => lab.mails(customer))).toEqual([
      ['What goes with your order', 'What others in your place did next'],
      ['What goes with your order'],
      [],
    ]);
    expect(await lab.state(recipe, grows)).toBe('converted');
  });

  it('cross-sell: who never bought the other kind hears of it', async () => {
    const recipe = await start('cross-sell', { property: 'category', bought: 'shoes', offer: 'socks' });
    const [shoes, both, later] = [await lab.person(), await lab.person(), await lab.person()];
    await lab.does(both, 'order_completed', { category: 'socks' });
    for (const customer of [shoes, both, later]) await lab.does(customer, 'order_completed', { category: 'shoes' });
    await lab.days(3);
    await lab.does(later, 'order_completed', { category: 'socks' });
    await lab.days(5);
    expect([shoes, both, later].map((customer) => lab.mails(customer))).toEqual([['Goes well with it: socks'], [], []]);
    expect([await lab.state(recipe, both), await lab.state(recipe, later)]).toEqual([null, 'converted']);
  });

  it('birthday: on the morning where the reader lives, each year again', async () => {
    await start('birthday');
    const tomorrow = lab.dayIn(1);
    const [year, day] = [Number(tomorrow.slice(0, 4)), tomorrow.slice(5)];
    const reader = await lab.person({ birth_date: `1990-${day}`, time_zone: 'UTC', first_name: 'Ada' });
    await lab.work();
    await lab.until(`${tomorrow}T08:30:00Z`);
    expect(lab.mails(reader)).toEqual([]);
    await lab.until(`${tomorrow}T09:00:00Z`);
    expect(lab.mails(reader)).toEqual(['Happy birthday, Ada!']);
    await lab.until(`${String(year + 1)}-${day}T09:00:00Z`);
    expect(lab.mails(reader)).toHaveLength(2);
  });

  it('referral: top customers are invited, reminded once, and become advocates', async () => {
    const recipe = await start('referral', { value: 500 });
    const [top, refers, small] = [await lab.person(), await lab.person(), await lab.person()];
    for (const customer of [top, refers]) await lab.does(customer, 'order_completed', {}, { value: 600 });
    await lab.does(small, 'order_completed', {}, { value: 10 });
    await lab.days(1);
    await lab.does(refers, 'referral_made');
    await lab.days(10);
    await lab.days(11);
    expect([top, refers, small].map((customer) => lab.mails(customer))).toEqual([
      ['Bring a friend, and both of you win', 'Your link is still waiting'],
      ['Bring a friend, and both of you win'],
      [],
    ]);
    expect([await lab.tags(refers), await lab.state(recipe, refers)]).toEqual([['advocate'], 'converted']);
    expect(await lab.state(recipe, top)).toBe('completed');
  });

  it('renewal: two mails and then a call, all called off by the renewal', async () => {
    const recipe = await start('renewal', { renewed: 'renewed' });
    const fields = { renewal_date: lab.dayIn(32) };
    const [month, week, days] = [lab.dayIn(2), lab.dayIn(25), lab.dayIn(29)].map((day) => `${day}T09:00:00Z`);
    const [silent, renews] = [await lab.person({ fields, owner: rep.id }), await lab.person({ fields, owner: rep.id })];
    await lab.work();
    await lab.until(month!);
    expect([silent, renews].map((customer) => lab.mails(customer).length)).toEqual([1, 1]);
    await lab.does(renews, 'renewed', {}, { value: 99 });
    await lab.until(week!);
    await lab.until(days!);
    expect(lab.mails(silent)[1]).toBe('One week left to renew');
    expect(lab.mails(renews)).toHaveLength(1);
    const { data } = await lab.lab.call<{ data: { contact_id: number }[] }>(
      'GET',
      `/sales/tasks?contact=${String(silent.id)}`,
    );
    expect(data).toHaveLength(1);
    expect(await lab.state(recipe, renews)).toBe('converted');
  });
});
