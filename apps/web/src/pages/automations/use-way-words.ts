import type { Params } from '../../api/automations';
import { leavesOf } from '../../kit/conditions/condition';
import type { Condition } from '../../kit/conditions/condition';
import { leafWords } from '../../kit/conditions/describe';
import { useNames } from '../../kit/conditions/use-names';
import { formatNumber } from '../../kit/format';
import { t } from '../../messages';
import type { Way } from './flow/ways';
import { wayWords } from './way-words';

/** The entry of a step's list that a way belongs to: `branches.0.next` → the first of the branches. */
function entryOf(step: Params, { path }: Way): Record<string, unknown> {
  const [name = '', index] = path.split('.');
  const list = step[name];
  const entry: unknown = Array.isArray(list) && index !== undefined ? list[Number(index)] : undefined;
  return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {};
}

/** A share of the whole in per cent, when the ways of the list have weights. */
function shareOf(step: Params, way: Way): string | undefined {
  const { weight } = entryOf(step, way);
  const list = step[way.path.split('.')[0] ?? ''];
  if (typeof weight !== 'number' || !Array.isArray(list)) return undefined;
  const total = (list as { weight?: unknown }[]).reduce((sum, each) => sum + (Number(each.weight) || 0), 0);
  return total > 0 ? `${formatNumber(Math.round((weight / total) * 100))} %` : undefined;
}

/** What stands beside a way: who takes it, as far as it can be said in a few words. */
export function useWayWords(): (step: Params | undefined, way: Way) => string {
  const names = useNames([]);
  return (step, way) => {
    const plain = wayWords(way);
    if (!step || way.kind !== 'branch') return plain;
    const { condition } = entryOf(step, way);
    const leaves = typeof condition === 'object' && condition !== null ? leavesOf(condition as Condition) : [];
    const [first] = leaves;
    const who = first ? leafWords(first, names) + (leaves.length > 1 ? ' …' : '') : shareOf(step, way);
    return who === undefined ? plain : t('automations.ways.who', { way: plain, who });
  };
}
