import ts from 'typescript';
import type { JsonSchema } from './json-schema.js';

/** The literal values of a decorator's arguments, as far as the compiler knows them. */
type Arguments = readonly unknown[];

const KEYWORDS: Readonly<Record<string, (args: Arguments) => JsonSchema>> = {
  IsInt: () => ({ type: 'integer' }),
  IsWholeText: () => ({ type: 'integer' }),
  IsPositive: () => ({ exclusiveMinimum: 0 }),
  Min: ([minimum]) => ({ minimum: minimum as number }),
  Max: ([maximum]) => ({ maximum: maximum as number }),
  MinLength: ([minLength]) => ({ minLength: minLength as number }),
  MaxLength: ([maxLength]) => ({ maxLength: maxLength as number }),
  Length: ([minLength, maxLength]) => ({ minLength: minLength as number, maxLength: maxLength as number }),
  IsNotEmpty: () => ({ minLength: 1 }),
  IsName: ([maxLength = 200]) => ({ minLength: 1, maxLength: maxLength as number }),
  ArrayMinSize: ([minItems]) => ({ minItems: minItems as number }),
  ArrayMaxSize: ([maxItems]) => ({ maxItems: maxItems as number }),
  ArrayNotEmpty: () => ({ minItems: 1 }),
  IsUrl: () => ({ format: 'uri' }),
  IsEmail: () => ({ format: 'email' }),
  IsISO8601: () => ({ format: 'date-time' }),
  Matches: ([pattern]) => (pattern instanceof RegExp ? { pattern: pattern.source } : {}),
};

const OPTIONAL = new Set(['IsOptional', 'IsLeftOutOr', 'ValidateIf']);

interface Validation {
  readonly keywords: JsonSchema;
  readonly optional: boolean;
}

/** What class-validator's decorators on a DTO's property say. */
export function readValidation(property: ts.Symbol, checker: ts.TypeChecker): Validation {
  const declaration = property.valueDeclaration;
  if (!declaration || !ts.isPropertyDeclaration(declaration)) return { keywords: {}, optional: false };
  const calls = (ts.getDecorators(declaration) ?? []).flatMap(({ expression }) =>
    ts.isCallExpression(expression) ? [expression] : [],
  );
  const own = calls.filter((call) => !isForEach(call));
  const keywords = own.map((call) => KEYWORDS[call.expression.getText()]?.(valuesOf(call, checker)) ?? {});
  return {
    keywords: { ...Object.assign({}, ...keywords), ...defaultOf(declaration) } as JsonSchema,
    optional: declaration.initializer !== undefined || calls.some((call) => OPTIONAL.has(call.expression.getText())),
  };
}

function defaultOf({ initializer }: ts.PropertyDeclaration): JsonSchema {
  if (!initializer) return {};
  if (ts.isNumericLiteral(initializer)) return { default: Number(initializer.text) };
  if (ts.isStringLiteral(initializer)) return { default: initializer.text };
  return {};
}

/** `{ each: true }` is about the elements, whose type the compiler knows. */
function isForEach(call: ts.CallExpression): boolean {
  return call.arguments.some((argument) => argument.getText().includes('each: true'));
}

function valuesOf(call: ts.CallExpression, checker: ts.TypeChecker): Arguments {
  return call.arguments.map((argument) => {
    if (ts.isRegularExpressionLiteral(argument)) return toRegExp(argument.text);
    const type = checker.getTypeAtLocation(argument);
    if (type.isNumberLiteral() || type.isStringLiteral()) return type.value;
    return initialValue(argument, checker);
  });
}

/** A pattern that stands in a constant. */
function initialValue(argument: ts.Expression, checker: ts.TypeChecker): unknown {
  const named = checker.getSymbolAtLocation(argument);
  const symbol = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
  const declaration = symbol?.valueDeclaration;
  const initializer = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (initializer && ts.isRegularExpressionLiteral(initializer)) return toRegExp(initializer.text);
  return undefined;
}

function toRegExp(text: string): RegExp {
  const end = text.lastIndexOf('/');
  return new RegExp(text.slice(1, end), text.slice(end + 1));
}
