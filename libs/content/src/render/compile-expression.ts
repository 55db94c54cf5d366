import type { Problems } from '../problems.js';
import type { CallExpression, Expression, PathExpression } from '../syntax/expression.js';
import { contextFrame, loopFrame, resolveName, type CompileScope, type NameMeaning } from './compile-scope.js';
import type { Rendering, Scope } from './output.js';
import { isRootName, ROOT_NAMES } from './render-context.js';
import { RepeatedValues } from './repeated-values.js';
import { readProperty } from './values.js';

/** Computes an expression's value for one mail. */
export type Evaluate = (run: Rendering, scope: Scope | null) => unknown;

/** Helpers read for nothing up to 128 characters, or 8 items of a list; as many more cost a step. */
const FREE_BITS = { text: 7, list: 3 };

const NOTHING: Evaluate = () => undefined;
const LOOP_DATA = { index: 'index', key: 'key', first: 'first', last: 'last' } as const;

/** Turns expressions into functions, once per template. What can't be meant is a problem. */
export class ExpressionCompiler {
  /** One compiler serves all parts of a template, so a value of the HTML is known in the text. */
  readonly repeated = new RepeatedValues();

  constructor(private readonly problems: Problems) {}

  compile(expression: Expression, scope: CompileScope | null): Evaluate {
    switch (expression.kind) {
      case 'literal':
        return () => expression.value;
      case 'path':
        return this.path(expression, scope);
      case 'call':
        return this.call(expression, scope);
    }
  }

  call({ helper, args }: CallExpression, scope: CompileScope | null): Evaluate {
    const names = [...args.keys()];
    const values = [...args.values()].map((arg) => (isList(arg) ? this.list(arg, scope) : this.compile(arg, scope)));
    return (run, at) => {
      const given: Record<string, unknown> = {};
      for (let index = 0; index < names.length; index += 1) {
        const value = values[index]?.(run, at);
        given[names[index] as string] = value;
        charge(run, value);
      }
      return helper.run(given, run.context);
    };
  }

  private list(items: readonly Expression[], scope: CompileScope | null): Evaluate {
    const values = items.map((item) => this.compile(item, scope));
    return (run, at) =>
      values.map((evaluate) => {
        const value = evaluate(run, at);
        charge(run, value);
        return value;
      });
  }

  private path(path: PathExpression, scope: CompileScope | null): Evaluate {
    if (path.data) return this.dataPath(path, scope);
    const [name, ...rest] = path.parts;
    if (path.own || name === undefined) return this.contextPath(path, scope);
    const { contextFrame: frame, fixed } = resolveName(scope, name, path.depth);
    const self: Evaluate | null = frame === null ? null : (_run, at) => frameAt(at, frame)?.self;
    const beyond = this.fixedPath(path, fixed, { name, rest, silent: self !== null });
    if (!self) return beyond ?? NOTHING;
    const own = readOn(self, path.parts);
    if (!beyond) return own;
    return (run, at) => {
      const item = self(run, at);
      const has = item !== null && item !== undefined && Object.hasOwn(item, name);
      return has ? own(run, at) : beyond(run, at);
    };
  }

  /** What a name means when no item of a loop has it. */
  private fixedPath(
    path: PathExpression,
    fixed: NameMeaning['fixed'],
    { name, rest, silent }: { name: string; rest: string[]; silent: boolean },
  ): Evaluate | null {
    if (fixed === null) return silent ? null : this.refuse(path, unknownRoot(path, name));
    if (fixed !== 'root') return readOn(readNamed(fixed, name), rest);
    if (!isRootName(name) && silent) return null;
    return this.rootPath(path, [name, ...rest]);
  }

  /** `this`, `this.x`, `..`. */
  private contextPath(path: PathExpression, scope: CompileScope | null): Evaluate {
    const frame = contextFrame(scope, path.depth);
    if (frame === -1) return this.rootPath(path, path.parts);
    return readOn((_run, at) => frameAt(at, frame)?.self, path.parts);
  }

  private rootPath(path: PathExpression, parts: readonly string[]): Evaluate {
    const [name, ...rest] = parts;
    if (!isRootName(name)) return this.refuse(path, unknownRoot(path, name));
    return readOn((run) => run.context[name], rest);
  }

  private dataPath(path: PathExpression, scope: CompileScope | null): Evaluate {
    const [name, ...rest] = path.parts;
    if (name === 'root') return this.rootPath(path, rest);
    const key = name !== undefined && Object.hasOwn(LOOP_DATA, name) ? (name as keyof typeof LOOP_DATA) : null;
    if (!key || rest.length > 0) return this.refuse(path, `{{${path.original}}} is not available.`);
    const frame = loopFrame(scope, path.depth);
    if (frame === -1) return this.refuse(path, `{{${path.original}}} has a meaning inside of {{#each}} only.`);
    return (_run, at) => frameAt(at, frame)?.[key];
  }

  private refuse(path: PathExpression, message: string): Evaluate {
    this.problems.add(path.origin, message);
    return NOTHING;
  }
}

/** A template that has helpers read huge values over and over is cut off like one that loops. */
function charge(run: Rendering, value: unknown): void {
  if (typeof value === 'string') run.spend(value.length >> FREE_BITS.text);
  else if (Array.isArray(value)) run.spend(value.length >> FREE_BITS.list);
}

function unknownRoot(path: PathExpression, name: string | undefined): string {
  if (name === undefined) return `{{${path.original}}} has a meaning inside of {{#each}} only.`;
  return `there is no value "${path.original}" here. Did you mean contact.${path.parts.join('.')}? Values begin with ${ROOT_NAMES.join(', ')}.`;
}

function readOn(start: Evaluate, parts: readonly string[]): Evaluate {
  const [first, second, ...rest] = parts;
  if (first === undefined) return start;
  if (second === undefined) return (run, at) => readProperty(start(run, at), first);
  return readOn((run, at) => readProperty(start(run, at), first), [second, ...rest]);
}

function readNamed({ frame, what }: { frame: number; what: 'item' | 'key' | 'param' }, name: string): Evaluate {
  if (what === 'item') return (_run, at) => frameAt(at, frame)?.self;
  if (what === 'key') return (_run, at) => frameAt(at, frame)?.key;
  return (_run, at) => readProperty(frameAt(at, frame)?.params, name);
}

function frameAt(scope: Scope | null, frame: number): Scope | null {
  let at = scope;
  for (let left = frame; left > 0 && at; left -= 1) at = at.up;
  return at;
}

function isList(arg: Expression | readonly Expression[]): arg is readonly Expression[] {
  return Array.isArray(arg);
}
