import ts from 'typescript';
import { type JsonSchema, nullable } from './json-schema.js';
import { readValidation } from './validation-keywords.js';

const BINARY = new Set(['Buffer', 'Uint8Array', 'Readable', 'PassThrough', 'StreamableFile']);
const INTEGER_NAME = /(^|_)(id|ids|version|count)$/;
const MAX_INLINE_DEPTH = 12;

/** TypeScript's types as JSON Schemas; what has a name in our sources becomes a component. */
export class TypeSchemas {
  readonly components: Record<string, JsonSchema>;
  private readonly names = new Map<string, ts.Type>();
  private depth = 0;

  /** `documents` are components that stand already: types of their names refer to them. */
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly documents: Readonly<Record<string, JsonSchema>>,
  ) {
    this.components = { ...documents };
  }

  /** `node` is how the type is written where it is used: an alias often lives there alone. */
  of(type: ts.Type, node?: ts.TypeNode): JsonSchema {
    const document = node ? this.documentOf(node) : null;
    if (document) return hasNull(type) ? nullable(document) : document;
    return this.fromType(type);
  }

  private documentOf(node: ts.TypeNode): JsonSchema | null {
    const names = ts.isUnionTypeNode(node) ? node.types : [node];
    const found = names.find((part) => ts.isTypeReferenceNode(part) && part.typeName.getText() in this.documents);
    return found ? { $ref: `#/components/schemas/${(found as ts.TypeReferenceNode).typeName.getText()}` } : null;
  }

  private fromType(type: ts.Type): JsonSchema {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.flags & ts.TypeFlags.BooleanLike && !type.isUnion()) return this.booleanOf(type);
    if (type.isStringLiteral()) return { type: 'string', const: type.value };
    if (type.isNumberLiteral()) return { type: 'number', const: type.value };
    if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
    if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
    if (type.isUnion()) return this.unionOf(type);
    if (type.flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
    return this.objectOf(type);
  }

  /** The properties of a query or body class, with whether each must be given. */
  propertiesOf(type: ts.Type): { name: string; schema: JsonSchema; required: boolean }[] {
    const properties = this.checker.getPropertiesOfType(type).filter(isData);
    return properties.flatMap((property) => {
      const declared = this.checker.getTypeOfSymbol(property);
      if (declared.getCallSignatures().length > 0) return [];
      const { keywords, optional } = readValidation(property, this.checker);
      const found = this.of(declared, nodeOf(property));
      const schema = INTEGER_NAME.test(property.name) ? withInteger(found) : found;
      const required = !optional && !(property.flags & ts.SymbolFlags.Optional);
      return [
        { name: property.name, schema: { ...schema, ...fit(keywords, schema), ...this.wordsOf(property) }, required },
      ];
    });
  }

  private booleanOf(type: ts.Type): JsonSchema {
    if (!(type.flags & ts.TypeFlags.BooleanLiteral)) return { type: 'boolean' };
    return { type: 'boolean', const: this.checker.typeToString(type) === 'true' };
  }

  private unionOf(type: ts.UnionType): JsonSchema {
    const present = type.types.filter((part) => !(part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)));
    const rest = present.filter((part) => !(part.flags & ts.TypeFlags.Null));
    const named = this.nameOf(type);
    const schema =
      named && present.length === type.types.length && rest.length === present.length && !rest.every(isLiteral)
        ? this.component(named, type, () => this.anyOf(rest))
        : this.anyOf(rest);
    return rest.length < present.length ? nullable(schema) : schema;
  }

  private anyOf(types: readonly ts.Type[]): JsonSchema {
    if (types.every((type) => type.isStringLiteral())) {
      return types.length === 1
        ? this.of(types[0] as ts.Type)
        : { type: 'string', enum: types.map(({ value }) => value) };
    }
    const booleans = types.filter((type) => type.flags & ts.TypeFlags.BooleanLiteral);
    const others = types.filter((type) => !booleans.includes(type)).map((type) => this.of(type));
    if (booleans.length === 2) others.push({ type: 'boolean' });
    else others.push(...booleans.map((type) => this.of(type)));
    const [only, second] = others;
    if (only && !second) return only;
    // An open alternative says more than any list beside it.
    return others.some((schema) => Object.keys(schema).length === 0) ? {} : { anyOf: others };
  }

  private objectOf(type: ts.Type): JsonSchema {
    const name = symbolOf(type)?.name ?? '';
    if (name === 'Date') return { type: 'string', format: 'date-time' };
    if (BINARY.has(name)) return { type: 'string', contentEncoding: 'binary' };
    if (this.checker.isTupleType(type)) return this.tupleOf(type as ts.TupleTypeReference);
    if (this.checker.isArrayType(type)) {
      const [element] = this.checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', items: element ? this.of(element) : {} };
    }
    const named = this.nameOf(type);
    return named ? this.component(named, type, () => this.shapeOf(type)) : this.shapeOf(type);
  }

  private tupleOf(type: ts.TupleTypeReference): JsonSchema {
    const prefixItems = this.checker.getTypeArguments(type).map((part) => this.of(part));
    return { type: 'array', prefixItems, minItems: type.target.minLength, maxItems: prefixItems.length };
  }

  private shapeOf(type: ts.Type): JsonSchema {
    if (this.depth > MAX_INLINE_DEPTH) return {};
    this.depth += 1;
    const properties = this.propertiesOf(type);
    const index = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const required = properties.filter((property) => property.required).map(({ name }) => name);
    const schema: JsonSchema = {
      type: 'object',
      ...(properties.length > 0
        ? { properties: Object.fromEntries(properties.map((property) => [property.name, property.schema])) }
        : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(index ? { additionalProperties: index.type.flags & ts.TypeFlags.Never ? false : this.of(index.type) } : {}),
      ...this.wordsOf(symbolOf(type)),
    };
    this.depth -= 1;
    return schema;
  }

  private component(name: string, type: ts.Type, make: () => JsonSchema): JsonSchema {
    const free = this.freeName(name, type);
    if (!(free in this.components)) {
      this.components[free] = {};
      this.components[free] = make();
    }
    return { $ref: `#/components/schemas/${free}` };
  }

  /** Two types of one name (of two files) are told apart by a number. */
  private freeName(name: string, type: ts.Type): string {
    for (let n = 1; ; n += 1) {
      const candidate = n === 1 ? name : `${name}${String(n)}`;
      const taken = this.names.get(candidate);
      if (!taken) this.names.set(candidate, type);
      if (!taken || taken === type) return candidate;
    }
  }

  /** `UserAnswer`, `UserAnswerPage` for `Page<UserAnswer>`; null for what has no name in our own sources. */
  private nameOf(type: ts.Type): string | null {
    const symbol = symbolOf(type);
    if (!symbol || !isOurs(symbol) || /^__/.test(symbol.name)) return null;
    const args = type.aliasSymbol
      ? (type.aliasTypeArguments ?? [])
      : this.checker.getTypeArguments(type as ts.TypeReference).filter((arg) => !isThisType(arg));
    const names = args.map((arg) => this.nameOf(arg));
    return names.includes(null) ? null : `${names.join('')}${symbol.name}`;
  }

  private wordsOf(symbol: ts.Symbol | undefined): JsonSchema {
    if (!symbol || !isOurs(symbol)) return {};
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.checker)).replaceAll(/\s*\n\s*/g, ' ');
    return text ? { description: text } : {};
  }
}

/** Types without a name have none, whatever the compiler's own types say. */
function symbolOf(type: ts.Type): ts.Symbol | undefined {
  return type.aliasSymbol ?? type.symbol;
}

function nodeOf(property: ts.Symbol): ts.TypeNode | undefined {
  const declaration = property.valueDeclaration;
  const typed = declaration && (ts.isPropertyDeclaration(declaration) || ts.isPropertySignature(declaration));
  return typed ? declaration.type : undefined;
}

function hasNull(type: ts.Type): boolean {
  return type.isUnion() && type.types.some((part) => part.flags & ts.TypeFlags.Null);
}

function isLiteral(type: ts.Type): boolean {
  return type.isLiteral() || Boolean(type.flags & ts.TypeFlags.BooleanLiteral);
}

function isThisType(type: ts.Type): boolean {
  return Boolean((type as ts.TypeParameter & { isThisType?: boolean }).isThisType);
}

function isData(property: ts.Symbol): boolean {
  const flags = property.valueDeclaration ? ts.getCombinedModifierFlags(property.valueDeclaration) : 0;
  return !(flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) && !property.name.startsWith('__');
}

function isOurs(symbol: ts.Symbol): boolean {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
  return /\/(apps|libs)\//.test(file) && !file.includes('/node_modules/');
}

function withInteger(schema: JsonSchema): JsonSchema {
  if (schema.type === 'number') return { ...schema, type: 'integer' };
  if (Array.isArray(schema.type))
    return { ...schema, type: schema.type.map((one) => (one === 'number' ? 'integer' : one)) };
  return schema.items ? { ...schema, items: withInteger(schema.items) } : schema;
}

/** Keywords of a type that the property does not have say nothing. */
function fit(keywords: JsonSchema, { type, $ref }: JsonSchema): JsonSchema {
  if ($ref) return {};
  const types = [type].flat();
  const { type: narrowed, ...rest } = keywords;
  const nullableNumber = narrowed === 'integer' && types.includes('null');
  const length = types.includes('string') ? {} : { minLength: undefined, maxLength: undefined };
  return withoutUndefined({
    ...rest,
    ...length,
    ...(narrowed ? { type: nullableNumber ? ['integer', 'null'] : narrowed } : {}),
  });
}

function withoutUndefined(schema: Record<string, unknown>): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}
