import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Hit, HitJudge, ReaderHits } from '#libs/ledger';
import { AutomationLab } from './automation-lab.js';

const SECOND_MS = 1_000;
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36';
const CLICKED = { type: 'email', action: 'clicked', measure: 'count', op: 'gte', value: 1 };

let lab: AutomationLab;
let contact: number;
let mail: number;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  await lab.db.execute(`UPDATE automations SET status = 'archived'`);
  contact = await lab.contact();
  const [row] = await lab.db.query<{ id: number }>(
    `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, sent_at)
     VALUES ($1, 'campaign', 1, 'one', 'marketing', 'sent', $2) RETURNING id`,
    [contact, lab.clock.now()],
  );
  mail = row!.id;
});

/** What the tracking pages record, and the judge a moment later. */
async function clicks(list: readonly Partial<Hit>[]): Promise<void> {
  const request = { ip: '203.0.113.9', userAgent: BROWSER, askedAs: null, signs: [], machine: false };
  const atMs = lab.clock.now().getTime();
  const common = { messageId: mail, contactId: contact, kind: 'clicked', atMs, ...request } as const;
  const hits = list.map((hit, index) => ({ ...common, linkIndex: index, url: 'https://shop.example/', ...hit }));
  await lab.api.app.get(ReaderHits, { strict: false }).record(hits, { opens: 'on', clicks: 'on' }, lab.clock.now());
  await lab.settle();
  await lab.api.app.get(HitJudge, { strict: false }).judgeNew();
  await lab.settle();
}

const person = () => clicks([{}]);
/** Every link of the mail at the moment at which it came. */
const scanner = () => clicks([{}, {}, {}, {}]);

async function enter(document: Record<string, unknown>): Promise<number> {
  const automation = await lab.publish({ triggers: [{ type: 'manual' }], ...document });
  await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids: [contact] });
  await lab.settle();
  return automation;
}

const waiting = {
  start: 'w',
  steps: {
    w: { type: 'wait_for', condition: CLICKED, then: 'yes', else: null },
    yes: { type: 'add_tag', tag: 'clicked', next: null },
  },
};
const withGoal = {
  goal: { condition: CLICKED },
  start: 'w',
  steps: { w: { type: 'wait', for: '30d', next: null } },
};

async function stateOf(automation: number): Promise<string | undefined> {
  return (await lab.enrolments(automation))[0]?.state;
}

describe.each([
  { what: 'a wait', document: waiting, reached: 'completed' },
  { what: 'a goal', document: withGoal, reached: 'converted' },
])('$what for a click', ({ document, reached }) => {
  it('is over a minute after a person has clicked', async () => {
    const automation = await enter(document);
    await person();
    await lab.pass(55 * SECOND_MS);
    expect(await stateOf(automation)).toBe('active');
    await lab.pass(6 * SECOND_MS);
    expect(await stateOf(automation)).toBe(reached);
  });

  it('goes on when it was a program', async () => {
    const automation = await enter(document);
    await scanner();
    await lab.pass(120 * SECOND_MS);
    expect(await stateOf(automation)).toBe('active');
  });

  it('sees the click of somebody who comes to it meanwhile', async () => {
    const clickedBefore = await enter(withGoal);
    await person();
    const automation = await enter(document);
    await lab.pass(30 * SECOND_MS);
    expect(await stateOf(automation)).toBe('active');
    await lab.pass(31 * SECOND_MS);
    expect([await stateOf(clickedBefore), await stateOf(automation)]).toEqual(['converted', reached]);
  });

  it('looks once more, and not for ever', async () => {
    await enter(document);
    await scanner();
    await lab.pass(300 * SECOND_MS);
    expect(await lab.db.query('SELECT FROM held_looks')).toEqual([]);
  });
});
