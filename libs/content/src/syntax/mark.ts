import type { Origin } from '../template-source.js';
import type { CallExpression, Expression } from './expression.js';

/** Where a value will be printed, and therefore how it is escaped. */
export type PrintContext =
  | 'plain' // a text part
  | 'header' // a header field: one line
  | 'url' // part of a URL that is put together
  | 'html' // text between HTML tags
  | 'attribute' // a quoted attribute
  | 'css' // a style attribute or element
  | 'css-url' // within url(…), after its beginning
  | 'css-url-start'; // all of url(…)

/** A tag that was understood, or something that Tidings itself puts into a document. */
export type Mark =
  ValueMark | OpenMark | ElseMark | CloseMark | ScopeMark | ScopeEndMark | UrlMark | LinkMark | SlotMark;

interface ValueMark {
  readonly kind: 'value';
  readonly origin: Origin;
  readonly expression: Expression;
}

export interface OpenMark {
  readonly kind: 'open';
  readonly origin: Origin;
  readonly call: CallExpression;
  readonly blockParams: readonly string[];
}

export interface ElseMark {
  readonly kind: 'else';
  readonly origin: Origin;
  /** What follows `else`, as in `{{else segment "vip"}}`. */
  readonly call: CallExpression | null;
  readonly blockParams: readonly string[];
}

export interface CloseMark {
  readonly kind: 'close';
  readonly origin: Origin;
  readonly name: string;
}

/** A partial that was given values begins. */
export interface ScopeMark {
  readonly kind: 'scope';
  readonly origin: Origin;
  readonly context: Expression | null;
  readonly params: ReadonlyMap<string, Expression>;
}

export interface ScopeEndMark {
  readonly kind: 'scope-end';
  readonly origin: Origin;
}

/** A URL attribute that is put together from values: checked as a whole when rendered. */
export interface UrlMark {
  readonly kind: 'url';
  readonly origin: Origin;
  /** The attribute's value as it stands in the marked text. */
  readonly value: string;
  readonly use: 'link' | 'resource';
}

/** An `href` of the link table. */
export interface LinkMark {
  readonly kind: 'link';
  readonly index: number;
}

/** A place where Tidings adds something that is known only when a mail is rendered. */
export interface SlotMark {
  readonly kind: 'slot';
  readonly name: SlotName;
}

export type SlotName = 'preheader' | 'footer' | 'pixel' | 'lang' | 'subject';
