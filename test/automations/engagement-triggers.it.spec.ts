import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Hit, HitJudge, ReaderHits } from '#libs/ledger';
import { AutomationLab } from './automation-lab.js';
import { dieOnInsert, ends, otherTimers, surviving } from './timed-lab.js';

const SECOND_MS = 1_000;
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36';
let lab: AutomationLab;
let campaign: number;
let contact: number;
beforeAll(async () => {
  lab = await AutomationLab.open();
  const [made] = await lab.db.query<{ id: number }>(
    `INSERT INTO campaigns (name, template_id, topic_id, audience)
     VALUES ('Spring', $1, (SELECT id FROM topics WHERE slug = 'newsletter'), '{}') RETURNING id`,
    [await lab.template()],
  );
  campaign = made!.id;
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  await lab.db.execute(`UPDATE automations SET status = 'archived'`);
  contact = await lab.contact();
});

let mails = 0;
async function mail(kind = 'campaign', id = campaign): Promise<number> {
  const [row] = await lab.db.query<{ id: number }>(
    `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, sent_at)
     VALUES ($1, $2, $3, $4, 'marketing', 'sent', $5) RETURNING id`,
    [contact, kind, id, String((mails += 1)), lab.clock.now()],
  );
  return row!.id;
}

/** What readers and programs do, as the tracking pages record it. Nobody has judged it yet. */
function hits(messageId: number, list: readonly Partial<Hit>[]): Promise<void> {
  const atMs = lab.clock.now().getTime();
  const request = { ip: '203.0.113.9', userAgent: BROWSER, askedAs: null, signs: [], machine: false };
  const common = { messageId, contactId: contact, kind: 'clicked', ...request } as const;
  const all = list.map((hit, index) => ({ ...common, atMs, linkIndex: index, url: 'https://shop.example/', ...hit }));
  return lab.api.app.get(ReaderHits, { strict: false }).record(all, { opens: 'on', clicks: 'on' }, lab.clock.now());
}

const judge = (): Promise<void> => lab.api.app.get(HitJudge, { strict: false }).judgeNew();
const after = (ms: number): number => lab.clock.now().getTime() + ms;
const HEAD = { askedAs: 'head', signs: ['head'], machine: true } as const;
const publish = (trigger: Record<string, unknown>): Promise<number> =>
  lab.publish({ triggers: [trigger], entry: { again: 'after_exit' }, ...ends });
const runs = async (automation: number): Promise<number> => (await lab.enrolments(automation)).length;

describe('a click', () => {
  it('starts when it has been held for a minute, with what was clicked', async () => {
    const automation = await publish({ type: 'email_clicked' });
    const message = await mail();
    await hits(message, [{ url: 'https://shop.example/pricing' }]);
    await lab.pass(55 * SECOND_MS);
    expect(await runs(automation)).toBe(0);
    await lab.pass(6 * SECOND_MS);
    const [run] = await lab.db.query('SELECT event FROM enrolments WHERE automation_id = $1', [automation]);
    expect(run).toMatchObject({
      event: { message_id: message, campaign_id: campaign, url: 'https://shop.example/pricing' },
    });
    await lab.pass(600 * SECOND_MS);
    expect(await runs(automation)).toBe(1);
  });

  const machines: [string, () => Partial<Hit>[]][] = [
    ['two links at once, just when the mail came', () => [{}, {}]],
    ['three links within three seconds', () => [{}, { atMs: after(1_000) }, { atMs: after(2_000) }]],
    ['three links within ten, just when it came', () => [{}, { atMs: after(3_000) }, { atMs: after(6_000) }]],
    ['together with a request that says what it is', () => [{}, { linkIndex: 0, ...HEAD, atMs: after(5_000) }]],
    ['by a program that says so', () => [HEAD]],
  ];
  it.each(machines)('starts nothing, and is no person’s in reports: %s', async (_why, list) => {
    const automation = await publish({ type: 'email_clicked' });
    await hits(await mail(), list());
    await lab.pass(80 * SECOND_MS);
    expect(await runs(automation)).toBe(0);
    // The trigger did not wait for the judge, and came to the same.
    await judge();
    const people = await lab.db.query('SELECT FROM message_events WHERE contact_id = $1 AND NOT machine', [contact]);
    expect(people).toEqual([]);
  });

  it('goes by the verdict of the judge where there is one', async () => {
    const automation = await publish({ type: 'email_clicked' });
    await hits(await mail(), [{}]);
    await judge();
    await lab.db.execute('UPDATE message_events SET machine = true WHERE contact_id = $1', [contact]);
    await lab.pass(80 * SECOND_MS);
    expect(await runs(automation)).toBe(0);
  });

  it('counts for a person who takes time, and beside a scanner at another address', async () => {
    const triggers = [{ type: 'email_clicked' }];
    const automation = await lab.publish({ triggers, entry: { again: 'always' }, ...ends });
    await hits(await mail(), [{}, { atMs: after(8_000) }]);
    await hits(await mail(), [{}, { linkIndex: 0, ...HEAD, ip: '198.51.100.7' }]);
    await lab.pass(80 * SECOND_MS);
    expect(await runs(automation)).toBe(3);
  });

  it('is of a campaign, an automation or a link when the trigger says so', async () => {
    const other = await publish({ type: 'manual' });
    const triggers = [
      { type: 'email_clicked', campaign },
      { type: 'email_clicked', automation: other },
      { type: 'email_clicked', link: '/Pricing' },
    ];
    const [ofCampaign, ofAutomation, ofLink] = [
      await publish(triggers[0]!),
      await publish(triggers[1]!),
      await publish(triggers[2]!),
    ];
    await hits(await mail(), [{}]);
    await hits(await mail('automation', other), [{ url: 'https://shop.example/pricing?x=1' }]);
    await lab.pass(61 * SECOND_MS);
    const counts = [await runs(ofCampaign), await runs(ofAutomation), await runs(ofLink)];
    expect(counts).toEqual([1, 1, 1]);
  });

  it('is held as long as the organisation says', async () => {
    await lab.call('PATCH', '/settings', { engagement_hold: '2min' });
    const automation = await publish({ type: 'email_clicked' });
    await hits(await mail(), [{}]);
    await lab.pass(115 * SECOND_MS);
    expect(await runs(automation)).toBe(0);
    await lab.pass(10 * SECOND_MS);
    expect(await runs(automation)).toBe(1);
    await lab.call('PATCH', '/settings', { engagement_hold: null });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  });

  it('starts each contact once, whatever dies: the router, and two of the timers', async () => {
    const automation = await publish({ type: 'email_clicked' });
    const message = await mail();
    const ids = await lab.contactsInBulk(300);
    await hits(
      message,
      ids.map((contactId) => ({ contactId, linkIndex: 0 })),
    );
    const stop = [await dieOnInsert(lab.db, 'trigger_timers', 3), await dieOnInsert(lab.db, 'enrolments', 2)];
    try {
      expect(await surviving(() => lab.router.routeAll())).toBeGreaterThan(0);
      await surviving(() => lab.router.routeAll());
      lab.clock.advance(61 * SECOND_MS);
      const processes = [lab.timers, otherTimers(lab)];
      await Promise.all(processes.map((timers) => surviving(() => timers.runDue())));
    } finally {
      for (const end of stop) await end();
    }
    expect(new Set((await lab.enrolments(automation)).map((run) => run.contact_id)).size).toBe(300);
    expect(await runs(automation)).toBe(300);
  });
});

describe('an open', () => {
  it('starts after the hold, unless a scanner followed the links with it', async () => {
    const automation = await publish({ type: 'email_opened', campaign });
    await hits(await mail(), [{ kind: 'opened', linkIndex: null, url: null }]);
    const scanned = await mail();
    await hits(scanned, [{ kind: 'opened', linkIndex: null, url: null }, {}, {}]);
    await lab.pass(50 * SECOND_MS);
    expect(await runs(automation)).toBe(0);
    await lab.pass(11 * SECOND_MS);
    expect(await runs(automation)).toBe(1);
  });

  it('is refused with a campaign and an automation', async () => {
    const triggers = [{ type: 'email_opened', campaign, automation: await publish({ type: 'manual' }) }];
    const answer = await lab.api.call('POST', '/automations', { name: 'B', triggers, ...ends });
    expect(answer.json()).toMatchObject({ status: 422, errors: [{ path: 'triggers[0].automation' }] });
  });
});
