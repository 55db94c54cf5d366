import type { HelperDefinition } from '../helpers/define-helper.js';
import type { Origin } from '../template-source.js';

/** What stands in a tag once it is understood. */
export type Expression = LiteralExpression | PathExpression | CallExpression;

interface LiteralExpression {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
}

export interface PathExpression {
  readonly kind: 'path';
  readonly origin: Origin;
  /** `@index`, `@key`, `@first`, `@last`, or `@root.…` (then `data` is true and parts[0] says which). */
  readonly data: boolean;
  /** How many `../` stand before it. */
  readonly depth: number;
  /** It was written as `this.x` or `./x`: no block parameter or top-level name is meant. */
  readonly own: boolean;
  readonly parts: readonly string[];
  readonly original: string;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly origin: Origin;
  readonly helper: HelperDefinition;
  /** By the name of the helper's parameter; a rest parameter holds a list. */
  readonly args: ReadonlyMap<string, Expression | readonly Expression[]>;
}
