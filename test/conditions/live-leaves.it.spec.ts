import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageResults, MessageReturns } from '#libs/ledger';
import { SegmentRefresh } from '#libs/segments';
import { enqueue } from '../../libs/ledger/src/testing/queued-messages.js';
import { AutomationLab, DAY_MS, HOUR_MS } from '../automations/automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

async function segment(name: string, condition: Record<string, unknown>): Promise<number> {
  const { id } = await lab.call<{ id: number }>('POST', '/segments', { name, condition });
  await lab.buildSegments();
  return id;
}

async function members(id: number): Promise<number[]> {
  const { data } = await lab.call<{ data: { id: number }[] }>('GET', `/segments/${String(id)}/members`);
  return data.map((member) => member.id).sort((a, b) => a - b);
}

interface Mail {
  readonly contact: number;
  readonly source?: string;
  readonly recipient?: string;
  readonly state?: string;
}

/** A mail in the ledger; `sending` ones are of attempt 0. */
async function mail({ contact, source = 'campaign', recipient = 'contact', state = 'sending' }: Mail): Promise<number> {
  const [row] = await lab.db.query<{ id: number }>(
    `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, recipient_kind, state, reason)
     VALUES ($1, $2, 1, gen_random_uuid()::text, 'transactional', $3, $4, $5) RETURNING id`,
    [contact, source, recipient, state === 'sending' ? 'pending' : state, state === 'unknown' ? 'worker.lost' : null],
  );
  if (state === 'sending') await enqueue(lab.db, [row!.id], 'sending');
  return row!.id;
}

/** The mail server took it. */
async function accepted(id: number, contactId: number): Promise<void> {
  const verdict = { state: 'sent' as const, response: '250 ok' };
  await lab.api.app.get(MessageResults, { strict: false }).write([{ id, attempt: 0, contactId, verdict }]);
  await lab.settle();
}

async function cameBack(messageId: number, kind: 'bounced' | 'complained'): Promise<void> {
  const returns = lab.api.app.get(MessageReturns, { strict: false });
  await lab.db.transaction(async (tx) => {
    await returns.lock(tx, [messageId]);
    await returns.record(tx, [{ messageId, kind, at: lab.clock.now(), data: {} }]);
  });
  await lab.settle();
}

/** The worker looks after the segment: time has passed. */
async function timeApplied(id: number): Promise<void> {
  await lab.api.app.get(SegmentRefresh, { strict: false }).refresh(id);
  await lab.settle();
}

describe('membership by mails', () => {
  it('counts receipts as mails to the contact, and neither tests nor notices about it', async () => {
    const sent = await segment('Was sent a mail', { type: 'email', action: 'sent' });
    const [reader, buyer, tested, noticed] = [
      await lab.contact(),
      await lab.contact(),
      await lab.contact(),
      await lab.contact(),
    ];
    await accepted(await mail({ contact: reader }), reader);
    await accepted(await mail({ contact: buyer, source: 'transactional', recipient: 'address' }), buyer);
    await accepted(await mail({ contact: tested, source: 'test', recipient: 'address' }), tested);
    await accepted(await mail({ contact: noticed, source: 'sales', recipient: 'user' }), noticed);
    expect(await members(sent)).toEqual([reader, buyer]);
  });

  it('takes back a delivery by a bounce, and takes what comes back for sent', async () => {
    const delivered = await segment('Got a mail', { type: 'email', action: 'delivered' });
    const sent = await segment('Was mailed', { type: 'email', action: 'sent' });
    const complained = await segment('Complained', { type: 'email', action: 'complained' });
    const [bounced, lost] = [await lab.contact(), await lab.contact()];
    const first = await mail({ contact: bounced });
    await accepted(first, bounced);
    expect(await members(delivered)).toContain(bounced);
    await cameBack(first, 'bounced');
    expect(await members(delivered)).not.toContain(bounced);
    expect(await members(sent)).toContain(bounced);
    const second = await mail({ contact: lost, state: 'unknown' });
    expect(await members(sent)).not.toContain(lost);
    await cameBack(second, 'complained');
    expect(await members(sent)).toContain(lost);
    expect(await members(delivered)).toContain(lost);
    expect(await members(complained)).toEqual([lost]);
  });
});

describe('membership by a sequence', () => {
  it('begins when the time to follow is over, ends with the period, and says so before', async () => {
    const id = await segment('Abandoned', {
      type: 'sequence',
      first: { event: 'cart_created' },
      then: { event: 'order_completed', absent: true },
      window: '4h',
      within: '7d',
    });
    const [left, bought] = [await lab.contact(), await lab.contact()];
    const since = lab.clock.now().getTime();
    await lab.event(left, 'cart_created');
    await lab.event(bought, 'cart_created');
    await lab.pass(3 * HOUR_MS);
    await lab.event(bought, 'order_completed');
    await lab.settle();
    await timeApplied(id);
    expect(await members(id)).toEqual([]);
    await lab.pass(HOUR_MS + 60_000);
    await timeApplied(id);
    expect(await members(id)).toEqual([left]);
    const told = await lab.call<{ data: { next_change: { at: string; member: boolean } }[] }>(
      'GET',
      `/contacts/${String(left)}/segments`,
    );
    const { at, member } = told.data[0]!.next_change;
    expect(member).toBe(false);
    expect(Math.abs(Date.parse(at) - since - 7 * DAY_MS)).toBeLessThan(60_000);
    await lab.pass(7 * DAY_MS);
    await timeApplied(id);
    expect(await members(id)).toEqual([]);
  });

  it('ends when a late order is reported', async () => {
    const id = await segment('Abandoned for good', {
      type: 'sequence',
      first: { event: 'basket' },
      then: { event: 'paid', absent: true },
      window: '4h',
    });
    const contact = await lab.contact();
    const basket = lab.clock.now();
    await lab.event(contact, 'basket');
    await lab.pass(5 * HOUR_MS);
    await timeApplied(id);
    expect(await members(id)).toEqual([contact]);
    await lab.event(contact, 'paid', {}, { occurred_at: new Date(basket.getTime() + HOUR_MS).toISOString() });
    await lab.settle();
    expect(await members(id)).toEqual([]);
  });
});
