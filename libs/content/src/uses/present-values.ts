import type { CallExpression, Expression } from '../syntax/expression.js';

/** The name that a value is known by, such as `contact.first_name`; null for what is not judged. */
export type NameOf = (expression: Expression) => string | null;

/**
 * The values that are there when a test holds, or when it does not. A test that asks for one of several values counts
 * for all of them: whoever wrote it has thought of a missing one.
 */
export function presentWhen(test: Expression, holds: boolean, nameOf: NameOf): string[] {
  if (test.kind !== 'call') return holds ? named(test, nameOf) : [];
  const args = argumentsOf(test);
  switch (test.helper.name) {
    case 'if':
    case 'and':
    case 'or':
      return args.flatMap((arg) => presentWhen(arg, holds, nameOf));
    case 'not':
    case 'unless':
      return args.flatMap((arg) => presentWhen(arg, !holds, nameOf));
    case 'eq':
      return comparedTo(args, holds, nameOf);
    case 'ne':
      return comparedTo(args, !holds, nameOf);
    default:
      return holds ? args.flatMap((arg) => presentWhen(arg, true, nameOf)) : [];
  }
}

export function argumentsOf({ args }: CallExpression): Expression[] {
  return [...args.values()].flatMap((arg) => arg);
}

/** What equals a text is there, and so is what differs from an empty one. */
function comparedTo(args: readonly Expression[], equal: boolean, nameOf: NameOf): string[] {
  const wanted = equal ? 'text' : 'nothing';
  if (!args.some((arg) => arg.kind === 'literal' && kindOf(arg.value) === wanted)) return [];
  return args.flatMap((arg) => presentWhen(arg, true, nameOf));
}

function kindOf(value: string | number | boolean | null): 'text' | 'nothing' {
  return value === null || value === '' ? 'nothing' : 'text';
}

function named(expression: Expression, nameOf: NameOf): string[] {
  const name = nameOf(expression);
  return name === null ? [] : [name];
}
