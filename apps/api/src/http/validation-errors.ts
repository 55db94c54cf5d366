import { formatPath, type FieldError } from '#libs/kernel';
import { type ValidationError, validateSync } from 'class-validator';

const EACH = 'each value in ';

/** class-validator's tree of errors as a flat list of paths and sentences. */
export function toFieldErrors(errors: readonly ValidationError[], above: readonly PropertyKey[] = []): FieldError[] {
  return errors.flatMap((error) => {
    const path = [...above, toKey(error.property, above, error)];
    const own = Object.entries(tellingOf(error)).flatMap(([name, text]) =>
      text.startsWith(EACH)
        ? eachElement(error, name, path)
        : [{ path: formatPath(path), message: say(name, text, error) }],
    );
    return [...own, ...toFieldErrors(error.children ?? [], path)];
  });
}

/** The constraints that say what type a value is of. */
const OF_TYPE = ['isString', 'isInt', 'isNumber', 'isBoolean', 'isArray', 'isObject', 'isEmail', 'isIn', 'isDate'];

/** What is missing, or of another type, breaks every rule about its length or range, too: these say nothing new. */
function tellingOf({ constraints = {}, value }: ValidationError): Readonly<Record<string, string>> {
  if ('whitelistValidation' in constraints) return constraints;
  if (value === undefined) return { isDefined: 'is missing' };
  const type = OF_TYPE.find((name) => name in constraints && !constraints[name]?.startsWith(EACH));
  return type === undefined ? constraints : { [type]: constraints[type] ?? '' };
}

/** Elements of an array come as properties "0", "1", … of it. */
function toKey(property: string, above: readonly PropertyKey[], error: ValidationError): PropertyKey {
  const inArray = above.length > 0 && Array.isArray(error.target) && /^\d+$/.test(property);
  return inArray ? Number(property) : property;
}

/** "each value in x must …" does not say which: every element is tried alone. */
function eachElement(error: ValidationError, constraint: string, path: readonly PropertyKey[]): FieldError[] {
  const values: unknown[] = Array.isArray(error.value) ? error.value : [];
  const found = values.flatMap((value, index) => {
    const text = failureOf(error, value, constraint);
    return text === undefined ? [] : [{ path: formatPath([...path, index]), message: say(constraint, text, error) }];
  });
  if (found.length > 0) return found;
  return [{ path: formatPath(path), message: say(constraint, error.constraints?.[constraint] ?? '', error) }];
}

function failureOf({ target, property }: ValidationError, value: unknown, constraint: string): string | undefined {
  if (!target) return undefined;
  const alone = Object.assign(Object.create(Object.getPrototypeOf(target) as object) as object, {
    [property]: [value],
  });
  const own = validateSync(alone, { forbidUnknownValues: false }).find((error) => error.property === property);
  return own?.constraints?.[constraint];
}

/** The path says where; the sentence need not repeat the name. */
function say(constraint: string, text: string, { property }: ValidationError): string {
  if (constraint === 'whitelistValidation') return 'is not known here';
  const bare = text.startsWith(EACH) ? text.slice(EACH.length) : text;
  return bare.startsWith(`${property} `) ? bare.slice(property.length + 1) : bare;
}
