import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SegmentRefresh } from '#libs/segments';
import { AutomationLab } from '../automations/automation-lab.js';

let lab: AutomationLab;
let run = 0;
let order: string;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());
beforeEach(() => {
  run += 1;
  order = `order_${String(run)}`;
});

const sum = (more: Record<string, unknown> = {}) => ({
  ...{ type: 'event', event: order, measure: 'sum', op: 'gte', value: 100 },
  ...more,
});

async function ordered(contact: number, value: number, currency?: string, at?: Date): Promise<void> {
  await lab.event(contact, order, {}, { value, ...(currency ? { currency } : {}), ...(at ? { occurred_at: at } : {}) });
}

async function count(condition: Record<string, unknown>): Promise<number> {
  return (await lab.call<{ count: number }>('POST', '/segments/preview', { condition })).count;
}

const rates = (...given: [currency: string, day: string, rate: string][]) =>
  lab.call('PUT', '/currencies/rates', { rates: given.map(([currency, day, rate]) => ({ currency, day, rate })) });

describe('a sum over events', () => {
  it('needs no rate while all of them are in one currency, whichever it is', async () => {
    const ann = await lab.contact();
    await ordered(ann, 60, 'CHF');
    await ordered(ann, 40, 'CHF');
    expect(await count(sum())).toBe(1);
  });

  it('is refused with its place where a currency can’t be converted, in previews and when saved, and no event is', async () => {
    const ann = await lab.contact();
    await ordered(ann, 60, 'SEK');
    await ordered(ann, 60);
    const condition = { all: [sum()] };
    for (const [path, body] of [
      ['/segments/preview', { condition }],
      ['/segments', { name: 'Mixed', condition }],
    ] as const) {
      const refused = await lab.api.call('POST', path, body);
      expect(refused.statusCode).toBe(422);
      expect(refused.json()).toMatchObject({
        code: 'condition.invalid',
        errors: [{ path: 'condition.all[0].measure', message: expect.stringContaining('SEK') as unknown }],
      });
    }
    expect(await count(sum({ measure: 'count', value: 2 }))).toBe(1);
    expect(await count(sum({ measure: 'distinct', value: 1 }))).toBe(1);
  });

  it('may pick one currency out', async () => {
    const ann = await lab.contact();
    await ordered(ann, 60, 'DKK');
    await ordered(ann, 50, 'DKK');
    await ordered(ann, 60, 'USD');
    const where = { property: 'currency', op: 'is', value: 'dkk' };
    expect(await count(sum({ where }))).toBe(1);
    expect(await count(sum({ where: { all: [where, { property: 'value', op: 'gt', value: 55 }] } }))).toBe(0);
  });

  it('converts by the rate of the day, else the last before, else the first after', async () => {
    const ann = await lab.contact();
    const day = (text: string) => new Date(`${text}T23:59:59Z`);
    await rates(['NOK', '2026-03-02', '0.5'], ['NOK', '2026-03-05', '2']);
    await ordered(ann, 10, 'NOK', day('2026-03-01'));
    await ordered(ann, 10, 'NOK', day('2026-03-04'));
    await ordered(ann, 10, 'NOK', day('2026-03-05'));
    await ordered(ann, 0.01);
    expect(await count(sum({ op: 'eq', value: 5 + 5 + 20 + 0.01 }))).toBe(1);
    expect(await count(sum({ measure: 'max', op: 'eq', value: 20 }))).toBe(1);
    expect(await count(sum({ measure: 'first', of: 'value', op: 'eq', value: 5 }))).toBe(1);
  });

  it('is judged again when another currency comes in, and when a rate changes', async () => {
    const [ann, bob] = [await lab.contact(), await lab.contact()];
    await ordered(ann, 100, 'PLN');
    await ordered(bob, 300, 'PLN');
    const { id } = await lab.call<{ id: number }>('POST', '/segments', { name: order, condition: sum() });
    await lab.buildSegments();
    const members = async () => {
      await lab.pass(60_000);
      await lab.api.app.get(SegmentRefresh, { strict: false }).refresh(id);
      await lab.settle();
      const { data } = await lab.call<{ data: { id: number }[] }>('GET', `/segments/${String(id)}/members`);
      return data.map((member) => member.id).sort((a, b) => a - b);
    };
    expect(await members()).toEqual([ann, bob]);
    await rates(['PLN', '2026-01-01', '0.25']);
    expect(await members()).toEqual([ann, bob]);
    await ordered(await lab.contact(), 1);
    expect(await members()).toEqual([]);
    await rates(['PLN', '2026-01-01', '0.5']);
    expect(await members()).toEqual([bob]);
  });
});

describe('the rates', () => {
  it('are checked one by one, and stored all or none', async () => {
    const refused = await lab.api.call('PUT', '/currencies/rates', {
      rates: [
        { currency: 'EUR', day: '2026-01-01', rate: '1.1' },
        { currency: 'USD', day: '2026-02-30', rate: '0' },
        { currency: 'EUR', day: '2026-01-01', rate: '1.2' },
      ],
    });
    expect(refused.statusCode).toBe(422);
    const paths = refused.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path);
    expect(paths).toEqual(['rates[1].currency', 'rates[1].day', 'rates[1].rate', 'rates[2]']);
    expect(await lab.call('GET', '/currencies/rates?currency=EUR')).toEqual({ data: [], next_cursor: null });
  });

  it('are listed by pages, replaced, and taken away', async () => {
    await rates(['JPY', '2026-01-01', '0.0061'], ['JPY', '2026-01-02', '0.0062'], ['JPY', '2026-01-03', '0.0063']);
    await rates(['JPY', '2026-01-02', '0.0070']);
    await lab.call('DELETE', '/currencies/rates/JPY/2026-01-03');
    const first = await lab.call<{ data: unknown[]; next_cursor: string }>(
      'GET',
      '/currencies/rates?currency=JPY&limit=1',
    );
    expect(first.data).toEqual([{ currency: 'JPY', day: '2026-01-02', rate: '0.0070' }]);
    const second = await lab.call<{ data: unknown[]; next_cursor: string | null }>(
      'GET',
      `/currencies/rates?currency=JPY&limit=1&cursor=${first.next_cursor}`,
    );
    expect(second).toEqual({ data: [{ currency: 'JPY', day: '2026-01-01', rate: '0.0061' }], next_cursor: null });
  });
});
