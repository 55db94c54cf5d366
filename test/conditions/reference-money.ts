import { decimal } from './reference-values.js';
import type { World, WorldEvent } from './world.js';

type Tree = Readonly<Record<string, unknown>>;

/** An event's value: in dollars where values in several currencies come together. */
export function worthOf(event: WorldEvent, leaf: Tree, world: World): bigint | null {
  if (event.value === null) return null;
  const [value, currency] = [decimal(event.value), event.currency ?? ''];
  const isMixed = currenciesIn(leaf, world).size > 1;
  if (!isMixed || currency === '' || currency === 'USD') return value;
  const rates = world.rates.filter((rate) => rate.currency === currency).sort((a, b) => (a.day < b.day ? -1 : 1));
  const day = event.at.toISOString().slice(0, 10);
  const rate = rates.findLast((one) => one.day <= day) ?? rates[0]!;
  return (value * decimal(rate.rate)) / decimal(1);
}

/** All currencies in which the leaf's event has values, in the whole world; of those that `where` picks out. */
function currenciesIn({ event: name, where }: Tree, { contacts }: World): Set<string> {
  const tests = where === undefined ? [] : ((where as Tree)['all'] ?? [where]);
  const picks = (tests as Tree[]).flatMap(({ property, op, value }) => {
    if (property !== 'currency' || (op !== 'is' && op !== 'is_any_of')) return [];
    return typeof value === 'object' && !Array.isArray(value)
      ? []
      : [(Array.isArray(value) ? value : [value]) as string[]];
  });
  const all = contacts.flatMap(({ events }) => events.filter((e) => e.name === name && e.value !== null));
  const codes = all.map(({ currency }) => (currency === null || currency === '' ? 'USD' : currency));
  return new Set(codes.filter((code) => picks.every((pick) => pick.some((one) => one.toUpperCase() === code))));
}
