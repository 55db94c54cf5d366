import type { HelperDefinition } from '../helpers/define-helper.js';
import type { Problems } from '../problems.js';
import type { Origin } from '../template-source.js';
import type { CallExpression, Expression } from './expression.js';

interface WrittenCall {
  readonly helper: HelperDefinition;
  readonly origin: Origin;
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
}

/** Puts what was written onto the helper's parameters and checks it against their schema, as far as it is literal. */
export function bindCall(written: WrittenCall, problems: Problems): CallExpression | null {
  const { helper, origin } = written;
  const args = new Map<string, Expression | readonly Expression[]>();
  const faults = [...bindPositional(written, args), ...bindNamed(written, args)];
  for (const [name, schema] of Object.entries(helper.parameters.shape)) {
    const arg = args.get(name);
    if (arg === undefined) {
      if (!schema.safeParse(undefined).success) faults.push(`${name} is missing`);
    } else {
      faults.push(...checkArgument(helper, name, arg));
    }
  }
  if (faults.length === 0) return { kind: 'call', origin, helper, args };
  problems.add(origin, `${helper.name}: ${faults.join('; ')}. Example: ${helper.example}`);
  return null;
}

function bindPositional(written: WrittenCall, args: Map<string, Expression | readonly Expression[]>): string[] {
  const { helper, positional } = written;
  const names = helper.positional;
  const single = helper.rest ? names.slice(0, -1) : names;
  single.forEach((name, index) => {
    const value = positional[index];
    if (value) args.set(name, value);
  });
  const more = positional.slice(single.length);
  if (more.length === 0) return [];
  const restName = helper.rest ? names.at(-1) : undefined;
  if (restName === undefined) return [`takes ${String(single.length)} values, not ${String(positional.length)}`];
  args.set(restName, more);
  return [];
}

function bindNamed(written: WrittenCall, args: Map<string, Expression | readonly Expression[]>): string[] {
  return written.named.flatMap(([name, value]) => {
    if (!Object.hasOwn(written.helper.parameters.shape, name)) return [`has no option ${name}`];
    if (args.has(name)) return [`${name} is given twice`];
    args.set(name, value);
    return [];
  });
}

/** Data is known only when a mail is rendered: the schema judges literals, and data where a literal is asked for. */
function checkArgument(helper: HelperDefinition, name: string, arg: Expression | readonly Expression[]): string[] {
  const schema = helper.parameters.shape[name];
  const list = isList(arg) ? arg : [arg];
  if (helper.literals.includes(name) && list.some((item) => item.kind !== 'literal')) {
    return [`${name} must be written out, as in ${helper.example}`];
  }
  if (!schema || !list.every((item) => item.kind === 'literal')) return [];
  const values = list.map((item) => item.value);
  const result = schema.safeParse(isList(arg) ? values : values[0]);
  return result.success ? [] : [`${name}: ${result.error.issues[0]?.message ?? 'is not acceptable'}`];
}

function isList(arg: Expression | readonly Expression[]): arg is readonly Expression[] {
  return Array.isArray(arg);
}
