import { describe, expect, it } from '@jest/globals';
import { BatchCompany } from './batch-company.js';
import type { TimedTravel, Travellers } from './trip.js';

const due = (automationId: number, waiting: number) => ({ automationId, waiting });
const idsOf = (batches: readonly (readonly { automationId: number }[])[]): number[][] =>
  batches.map((batch) => batch.map(({ automationId }) => automationId));

const version = (id: number, movesOthers = false) => ({ automation: { id }, movesOthers });
const travellers = (id: number, movesOthers = false): Travellers =>
  ({ version: version(id, movesOthers), runs: [] }) as unknown as Travellers;
const trip = (id: number, tookMs: number, movesOthers = false): TimedTravel =>
  ({ version: version(id, movesOthers), tookMs }) as unknown as TimedTravel;

describe('automations share a batch', () => {
  it('until it is full; who fills one has it alone', () => {
    const batches = new BatchCompany().share([due(1, 2), due(2, 3), due(3, 6), due(4, 10)], 10);
    expect(idsOf(batches)).toEqual([[1, 2], [3], [4]]);
  });

  it('but not with one that was slow, until it is quick again', () => {
    const company = new BatchCompany();
    const all = [due(1, 1), due(2, 1), due(3, 1)];
    company.note([trip(1, 5), trip(2, 2_000), trip(3, 5)]);
    expect(idsOf(company.share(all, 10))).toEqual([[1, 3], [2]]);
    company.note([trip(2, 5)]);
    expect(idsOf(company.share(all, 10))).toEqual([[1, 2, 3]]);
  });

  it('but not with one that begins or ends runs of others: found beside them it is left out', () => {
    const company = new BatchCompany();
    const admitted = company.admit([travellers(1), travellers(2, true), travellers(3)]);
    expect(admitted.map(({ version: { automation } }) => automation.id)).toEqual([1, 3]);
    expect(idsOf(company.share([due(1, 1), due(2, 1), due(3, 1)], 10))).toEqual([[1, 3], [2]]);
    expect(company.admit([travellers(2, true)])).toHaveLength(1);
    company.note([trip(2, 1, true)]);
    expect(idsOf(company.share([due(1, 1), due(2, 1)], 10))).toEqual([[1], [2]]);
  });
});
