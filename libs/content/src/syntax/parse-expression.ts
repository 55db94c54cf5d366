import Handlebars from 'handlebars';
import type { HelperDefinition } from '../helpers/define-helper.js';
import type { Problems } from '../problems.js';
import type { Origin } from '../template-source.js';
import { bindCall } from './bind-call.js';
import type { CallExpression, Expression, PathExpression } from './expression.js';

/** What has a name, values and options: a whole tag, or a part in parentheses. */
type CallNode = hbs.AST.MustacheStatement | hbs.AST.SubExpression;

/** Bounds the recursion over `(a (b (c …)))`. */
const MAX_NESTING = 20;

/**
 * Understands what stands in one tag, by Handlebars' own grammar. Only its parser is used, on text, never its compiler:
 * nothing that an author writes becomes JavaScript.
 */
export class ExpressionParser {
  private readonly statements = new Map<string, hbs.AST.MustacheStatement | string>();

  constructor(
    private readonly helpers: ReadonlyMap<string, HelperDefinition>,
    private readonly problems: Problems,
  ) {}

  /** The expression of `{{inner}}`, or null when it was refused. */
  parse(inner: string, origin: Origin): Expression | null {
    const statement = this.read(inner, origin);
    return statement ? this.toExpression(statement, origin, 0) : null;
  }

  /** The helper call of `{{#inner}}`. */
  parseBlock(inner: string, origin: Origin): CallExpression | null {
    const statement = this.read(inner, origin);
    if (!statement) return null;
    const name = helperName(statement);
    const helper = name === null ? undefined : this.helpers.get(name);
    if (!helper) return this.refuse(origin, `unknown block {{#${name ?? inner}}}. ${this.known('block')}`);
    if (helper.role === 'value') {
      return this.refuse(origin, `${helper.name} makes a value, not a block: write {{${helper.name} …}}.`);
    }
    return this.call(statement, helper, origin, 0);
  }

  /** Name, context and parameters of `{{> inner}}`. */
  parsePartial(inner: string, origin: Origin): PartialCall | null {
    const match = /^([\w./-]+)(?=\s|$)/.exec(inner);
    if (!match?.[1]) return this.refuse(origin, 'a partial is named directly: {{> name}}.');
    const rest = inner.slice(match[0].length);
    const statement = this.read(`partial ${rest}`, origin);
    if (!statement) return null;
    if (statement.params.length > 1) return this.refuse(origin, 'a partial takes one context at most.');
    const context = statement.params[0] ? this.toExpression(statement.params[0], origin, 1) : null;
    const params = new Map<string, Expression>();
    for (const pair of hashPairs(statement)) {
      const value = this.toExpression(pair.value, origin, 1);
      if (value) params.set(pair.key, value);
    }
    return { name: match[1], context, params };
  }

  private read(inner: string, origin: Origin): hbs.AST.MustacheStatement | null {
    let found = this.statements.get(inner);
    if (found === undefined) {
      found = parseStatement(inner);
      this.statements.set(inner, found);
    }
    if (typeof found !== 'string') return found;
    this.problems.add(origin, found);
    return null;
  }

  private toExpression(node: hbs.AST.Expression, origin: Origin, nesting: number): Expression | null {
    if (nesting > MAX_NESTING) return this.refuse(origin, 'this expression is nested too deeply.');
    switch (node.type) {
      case 'StringLiteral':
      case 'NumberLiteral':
      case 'BooleanLiteral':
        return { kind: 'literal', value: (node as hbs.AST.StringLiteral).value };
      case 'NullLiteral':
      case 'UndefinedLiteral':
        return { kind: 'literal', value: null };
      case 'PathExpression':
        return toPath(node as hbs.AST.PathExpression, origin);
      default:
        return this.callOrPath(node as CallNode, origin, nesting);
    }
  }

  /** `{{name}}` is a helper when there is one of that name, else a value. */
  private callOrPath(node: CallNode, origin: Origin, nesting: number): Expression | null {
    const name = helperName(node);
    const helper = name === null ? undefined : this.helpers.get(name);
    if (helper) {
      if (helper.inline) return this.call(node, helper, origin, nesting);
      return this.refuse(origin, `${helper.name} is a block: write {{#${helper.name} …}} … {{/${helper.name}}}.`);
    }
    if (node.params.length === 0 && hashPairs(node).length === 0 && node.type === 'MustacheStatement') {
      return this.toExpression(node.path, origin, nesting + 1);
    }
    return this.refuse(origin, `unknown helper ${name ?? 'here'}. ${this.known('inline')}`);
  }

  private call(node: CallNode, helper: HelperDefinition, origin: Origin, nesting: number): CallExpression | null {
    const positional = node.params.map((param) => this.toExpression(param, origin, nesting + 1));
    const named = hashPairs(node).map(
      (pair) => [pair.key, this.toExpression(pair.value, origin, nesting + 1)] as const,
    );
    const found = positional.filter((value) => value !== null);
    const foundNamed = named.flatMap(([key, value]) => (value ? [[key, value] as const] : []));
    if (found.length < positional.length || foundNamed.length < named.length) return null;
    return bindCall({ helper, origin, positional: found, named: foundNamed }, this.problems);
  }

  private refuse(origin: Origin, message: string): null {
    this.problems.add(origin, message);
    return null;
  }

  private known(use: 'block' | 'inline'): string {
    const names = [...this.helpers.values()]
      .filter((helper) => (use === 'block' ? helper.role !== 'value' : helper.inline))
      .map((helper) => helper.name);
    return `Available: ${names.join(', ')}.`;
  }
}

export interface PartialCall {
  readonly name: string;
  readonly context: Expression | null;
  readonly params: ReadonlyMap<string, Expression>;
}

/** The statement, or what is wrong with it in words. */
function parseStatement(inner: string): hbs.AST.MustacheStatement | string {
  if (inner === '') return 'this tag is empty.';
  try {
    const [statement, ...more] = Handlebars.parse(`{{${inner}}}`).body;
    if (statement?.type === 'MustacheStatement' && more.length === 0) return statement as hbs.AST.MustacheStatement;
    return `cannot be read as one Handlebars tag: {{${inner}}}.`;
  } catch (error) {
    return describeSyntaxError(error, inner);
  }
}

/** The parser's message has the place of the fault and what it met; the list of what it expected helps nobody. */
function describeSyntaxError(error: unknown, inner: string): string {
  const message = error instanceof Error ? error.message : '';
  const got = / got '(\w+)'/.exec(message)?.[1];
  const what = got === 'INVALID' ? 'a character that may not stand there' : got === 'CLOSE' ? 'its end' : null;
  return `cannot read {{${inner}}}: ${what ? `unexpected ${what}` : 'check its quotes, brackets and spaces'}.`;
}

/** An absent hash is undefined at run time, whatever the types say. */
function hashPairs(node: { hash: hbs.AST.Hash }): hbs.AST.HashPair[] {
  return (node.hash as hbs.AST.Hash | undefined)?.pairs ?? [];
}

function helperName(node: { path: hbs.AST.PathExpression | hbs.AST.Literal }): string | null {
  if (node.path.type !== 'PathExpression') return null;
  const path = node.path as hbs.AST.PathExpression;
  const simple = !path.data && path.depth === 0 && path.parts.length === 1 && !isOwn(path);
  return simple ? (path.parts[0] ?? null) : path.original;
}

function isOwn(path: hbs.AST.PathExpression): boolean {
  return /^(this\b|\.(?!\.))/.test(path.original);
}

function toPath(path: hbs.AST.PathExpression, origin: Origin): PathExpression {
  const { data, depth, parts, original } = path;
  return { kind: 'path', origin, data, depth, own: isOwn(path), parts, original };
}
