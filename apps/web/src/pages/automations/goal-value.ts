import type { GoalValue } from '../../api/automations';
import { formatMoney, formatNumber } from '../../kit/format';

/** A sum of what the goal is worth, as money where it is money. */
export function formatValue(sum: number, { currency }: GoalValue): string {
  return currency === null ? formatNumber(sum) : formatMoney(sum, currency);
}
