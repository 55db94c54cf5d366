import type { Origin } from '../template-source.js';
import type { CallExpression, Expression } from './expression.js';
import type { LinkMark, PrintContext, SlotMark, UrlMark } from './mark.js';

/** A document as a tree of text, values and blocks. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly origin: Origin; readonly expression: Expression; readonly context: PrintContext }
  | UrlMark
  | LinkMark
  | SlotMark
  | ChoiceNode
  | LoopNode
  | ScopeNode;

/** `{{#if}} … {{else if}} … {{else}} … {{/if}}`: exactly one of its sides is shown. */
export interface ChoiceNode {
  readonly kind: 'choice';
  readonly origin: Origin;
  readonly options: readonly { readonly call: CallExpression; readonly body: readonly Node[] }[];
  readonly otherwise: readonly Node[];
  /** Whether an `{{else}}` without a condition was written. */
  readonly hasElse: boolean;
}

export interface LoopNode {
  readonly kind: 'loop';
  readonly origin: Origin;
  readonly call: CallExpression;
  readonly blockParams: readonly string[];
  readonly body: readonly Node[];
  /** Shown when there is nothing to loop over. */
  readonly otherwise: readonly Node[];
}

export interface ScopeNode {
  readonly kind: 'scope';
  readonly context: Expression | null;
  readonly params: ReadonlyMap<string, Expression>;
  readonly body: readonly Node[];
}
