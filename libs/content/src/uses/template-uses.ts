import type { CallExpression, Expression, PathExpression } from '../syntax/expression.js';
import type { Mark } from '../syntax/mark.js';
import type { Origin } from '../template-source.js';
import type { OpenValue } from './open-values.js';

/** A name that a template relies on, and every place where it does. */
interface UsedName {
  readonly name: string;
  readonly at: readonly Origin[];
}

/** What a template reads: what publishing checks, what "used by" lists, what a sender has to load. */
export interface TemplateUses {
  /** Keys of contact fields. */
  readonly fields: readonly UsedName[];
  /** Slugs. */
  readonly segments: readonly UsedName[];
  readonly partials: readonly UsedName[];
  /** Dotted paths below `event`. */
  readonly eventPaths: readonly UsedName[];
  /** Values that may be missing and have no fallback. */
  readonly open: readonly OpenValue[];
}

export class UsesCollector {
  private readonly fields = new Map<string, Origin[]>();
  private readonly segments = new Map<string, Origin[]>();
  private readonly eventPaths = new Map<string, Origin[]>();
  private readonly seen = new Set<Mark>();

  /** A mark may come up in several parts of a template; it counts once. */
  add(mark: Mark): void {
    if (this.seen.has(mark)) return;
    this.seen.add(mark);
    if (mark.kind === 'value') {
      this.expression(mark.expression);
    } else if ((mark.kind === 'open' || mark.kind === 'else') && mark.call) {
      this.call(mark.call);
    } else if (mark.kind === 'scope') {
      if (mark.context) this.expression(mark.context);
      for (const value of mark.params.values()) this.expression(value);
    }
  }

  finish(partials: ReadonlyMap<string, readonly { origin: Origin }[]>, open: readonly OpenValue[]): TemplateUses {
    return {
      fields: toList(this.fields),
      segments: toList(this.segments),
      eventPaths: toList(this.eventPaths),
      partials: [...partials].map(([name, tags]) => ({ name, at: tags.map(({ origin }) => origin) })),
      open,
    };
  }

  private expression(expression: Expression): void {
    if (expression.kind === 'path') this.path(expression);
    else if (expression.kind === 'call') this.call(expression);
  }

  private call({ helper, args, origin }: CallExpression): void {
    for (const arg of args.values()) {
      const values = Array.isArray(arg) ? (arg as readonly Expression[]) : [arg as Expression];
      values.forEach((value) => {
        this.expression(value);
      });
    }
    const slug = helper.name === 'segment' ? args.get('slug') : undefined;
    if (slug && 'kind' in slug && slug.kind === 'literal') add(this.segments, String(slug.value), origin);
  }

  private path({ parts, data, origin }: PathExpression): void {
    const [root, ...rest] = data && parts[0] === 'root' ? parts.slice(1) : parts;
    if (rest[0] === undefined) return;
    if (root === 'contact') add(this.fields, rest[0], origin);
    if (root === 'event') add(this.eventPaths, rest.join('.'), origin);
  }
}

function add(map: Map<string, Origin[]>, name: string, origin: Origin): void {
  const known = map.get(name);
  if (known) known.push(origin);
  else map.set(name, [origin]);
}

function toList(map: ReadonlyMap<string, readonly Origin[]>): UsedName[] {
  return [...map].map(([name, at]) => ({ name, at }));
}
