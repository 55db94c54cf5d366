import type { FooterNeeds } from '../footer/standard-footer.js';
import type { Expression } from '../syntax/expression.js';
import type { MarkTable } from '../syntax/mark-table.js';

/** What the standard footer would have to add to a part. */
export function findLacks(text: string, table: MarkTable): FooterNeeds {
  return {
    links: !mentions(text, table, (path) => path.includes('unsubscribe_url')),
    address: !mentions(text, table, (path) => path[0] === 'sender' && path[1] === 'postal_address'),
  };
}

function mentions(text: string, table: MarkTable, wanted: (path: readonly string[]) => boolean): boolean {
  return table.ids(text).some((id) => {
    const mark = table.get(id);
    if (mark.kind === 'url') return mentions(mark.value, table, wanted);
    return mark.kind === 'value' && reads(mark.expression, wanted);
  });
}

function reads(expression: Expression, wanted: (path: readonly string[]) => boolean): boolean {
  if (expression.kind === 'path') return wanted(expression.parts);
  if (expression.kind === 'literal') return false;
  return [...expression.args.values()].flat().some((arg) => reads(arg, wanted));
}
