import type { Expression } from '../syntax/expression.js';
import type { PrintContext } from '../syntax/mark.js';

/**
 * Values that depend on the mail alone and on no item of a loop: "Dear {{contact.first_name}}" stands ten times in a
 * newsletter, in its HTML and in its text. Each gets a number, under which a mail keeps what it prints there.
 */
export class RepeatedValues {
  private readonly indexes = new Map<string, number>();

  indexOf(expression: Expression, context: PrintContext): number {
    const key = `${context} ${JSON.stringify(essence(expression))}`;
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    this.indexes.set(key, this.indexes.size);
    return this.indexes.size - 1;
  }
}

/** What an expression computes, without the place where it is written. */
function essence(expression: Expression | readonly Expression[]): unknown {
  if (isList(expression)) return expression.map(essence);
  switch (expression.kind) {
    case 'literal':
      return { literal: expression.value };
    case 'path':
      return { path: expression.parts, data: expression.data, depth: expression.depth, own: expression.own };
    case 'call':
      return { call: expression.helper.name, args: [...expression.args].map(([name, arg]) => [name, essence(arg)]) };
  }
}

function isList(expression: Expression | readonly Expression[]): expression is readonly Expression[] {
  return Array.isArray(expression);
}
