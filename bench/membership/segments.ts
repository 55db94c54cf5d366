import type { Database } from '#libs/db';
import type { Product } from '../product.js';

/** What one change does: each kind moves its contact into at least twenty segments. */
export interface ChangeKind {
  readonly name: string;
  /** The segment that is judged last among those that the change moves. */
  readonly marker: number;
  /** Makes the change by the API. */
  change(product: Product, contact: number): Promise<unknown>;
}

const FIELDS = ['heat', 'spend'] as const;
const EVENTS = ['visited', 'bought'] as const;
const PER_FIELD = 24;
const PER_EVENT = 25;

const field = (key: string, value: number): unknown => ({ type: 'field', field: key, op: 'gte', value });

/** A third counts within a window, a third by a property, a third sums. */
function eventCondition(event: string, index: number): unknown {
  const days = 7 + index;
  if (index % 3 === 0)
    return { type: 'event', event, measure: 'count', op: 'gte', value: 1, within: `${String(days)}d` };
  if (index % 3 === 1) {
    const where = { property: 'category', op: 'is', value: 'shoes' };
    return { type: 'event', event, measure: 'count', op: 'gte', value: 1, within: `${String(days)}d`, where };
  }
  return { type: 'event', event, measure: 'sum', of: 'value', op: 'gte', value: index, within: `${String(days)}d` };
}

async function makeSegment(product: Product, name: string, condition: unknown): Promise<number> {
  const { id } = await product.call('POST', '/segments', { name, condition });
  return id;
}

/** Of 100 segments 50 look at events, 48 at fields, and two at other segments. Resolves when all are built. */
export async function makeSegments(product: Product, db: Database): Promise<ChangeKind[]> {
  const kinds: ChangeKind[] = [];
  for (const key of FIELDS) {
    await product.call('POST', '/fields', { key, type: 'number' });
    const ids: number[] = [];
    for (let value = 1; value <= PER_FIELD; value += 1) {
      ids.push(await makeSegment(product, `${key} ${String(value)}`, field(key, value)));
    }
    const marker = await makeSegment(product, `in the hottest by ${key}`, {
      all: [{ type: 'segment', op: 'in', segment: ids.at(-1) }, field(key, 2)],
    });
    kinds.push({
      name: key,
      marker,
      change: (to, contact) => to.call('PATCH', `/contacts/${String(contact)}`, { fields: { [key]: PER_FIELD } }),
    });
  }
  for (const event of EVENTS) {
    let marker = 0;
    for (let index = 0; index < PER_EVENT; index += 1) {
      marker = await makeSegment(product, `${event} ${String(index)}`, eventCondition(event, index));
    }
    kinds.push({
      name: event,
      marker,
      change: (to, id) =>
        to.call('POST', '/events', { contact: { id }, name: event, value: 100, properties: { category: 'shoes' } }),
    });
  }
  await untilBuilt(db);
  return kinds;
}

async function untilBuilt(db: Database): Promise<void> {
  for (let building = 1; building > 0;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [row] = await db.query<{ count: number }>(`SELECT count(*) AS count FROM segments WHERE status <> 'ready'`);
    building = row?.count ?? 0;
  }
}

/** How many memberships the changes must have made, if none was lost and none was doubled. */
export function expectedMembers(changes: number, kinds: number): number {
  const perKind = (kind: number): number => Math.floor((changes - 1 - kind) / kinds) + 1;
  const fields = perKind(0) + perKind(1);
  const events = perKind(2) + perKind(3);
  return fields * (PER_FIELD + 1) + events * PER_EVENT;
}
