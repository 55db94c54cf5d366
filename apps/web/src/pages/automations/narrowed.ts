import type { Params } from '../../api/automations';
import { leavesOf } from '../../kit/conditions/condition';
import { leafWords, tellable, whereSentence } from '../../kit/conditions/describe';
import type { Names } from '../../kit/conditions/describe';
import { t } from '../../messages';

/** What one line of the canvas takes; it shows less, and the form of the step the whole. */
const LONGEST = 120;

function cut(words: string): string {
  const letters = Array.from(words);
  return letters.length <= LONGEST
    ? words
    : `${letters
        .slice(0, LONGEST - 1)
        .join('')
        .trimEnd()}…`;
}

/**
 * The detail of a trigger or step with what narrows it, in one line: `bought where amount is greater than 50`. Of a
 * condition with several parts it says the first.
 */
export function narrowed(detail: string, { where, condition }: Params, names: Names): string {
  const properties = whereSentence(where, names);
  if (properties !== undefined) return cut(detail === '' ? properties : `${detail} ${properties}`);
  const [first, ...others] = tellable(condition) ? leavesOf(condition) : [];
  if (!first) return detail;
  const words = leafWords(first, names) + (others.length > 0 ? ' …' : '');
  return cut(detail === '' ? words : t('automations.detailOf', { detail, words }));
}
