import { randomBytes } from 'node:crypto';

/** No DTO of ours declares anything below this level: what lies deeper is a document, for its service to read. */
const SHALLOW = 32;
/** No DTO of ours declares as many members; class-transformer compares each name with each. */
export const MOST_MEMBERS = 1_000;
/** Nobody can have sent these names. */
const WIDE = `wide_${randomBytes(12).toString('hex')}`;
const STAND_IN = `constructor_${randomBytes(12).toString('hex')}`;

interface Changes {
  readonly hidden: Map<symbol, unknown>;
  renamed: boolean;
}

/**
 * Lets `work` see a value without what class-transformer and class-validator cannot take, and puts that back into what
 * it makes. Both recurse: a condition tree may have 2,000 levels of JSON, they take some 1,500. Both ask each object for
 * its `constructor`, and take a member of that name for its class. Over the 100,000 members of one object they sit for
 * nine seconds.
 */
export async function withTameValues<T extends object>(value: object, work: (tame: object) => Promise<T>): Promise<T> {
  const changes: Changes = { hidden: new Map(), renamed: false };
  const tame = hide(value, 0, changes) as object;
  const isChanged = changes.renamed || changes.hidden.size > 0;
  // What has nothing to hide is handed on as it came.
  const made = await work(isChanged ? tame : value);
  if (isChanged) putBack(made, 0, changes);
  return made;
}

/** A path as the sender knows it. */
export function asSent(path: string): string {
  return path.replaceAll(STAND_IN, 'constructor');
}

function hide(value: unknown, level: number, changes: Changes): unknown {
  if (!isDocument(value)) return value;
  if (level === SHALLOW) {
    const place = Symbol('deep value');
    changes.hidden.set(place, value);
    return place;
  }
  if (level > 0 && isWide(value)) {
    const place = Symbol('wide value');
    changes.hidden.set(place, value);
    return { [WIDE]: place };
  }
  if (Array.isArray(value)) return value.map((inner) => hide(inner, level + 1, changes));
  changes.renamed ||= Object.hasOwn(value, 'constructor');
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key === 'constructor' ? STAND_IN : key,
      hide(inner, level + 1, changes),
    ]),
  );
}

export function isWide(value: object): boolean {
  return !Array.isArray(value) && Object.keys(value).length > MOST_MEMBERS;
}

function putBack(made: unknown, level: number, { hidden, renamed }: Changes): void {
  if (!isDocument(made) || level > SHALLOW) return;
  for (const [key, inner] of Object.entries(made)) {
    const place = isDocument(inner) && Object.hasOwn(inner, WIDE) ? inner[WIDE] : inner;
    if (typeof place === 'symbol') made[key] = hidden.get(place);
    else putBack(inner, level + 1, { hidden, renamed });
  }
  if (!Object.hasOwn(made, STAND_IN)) return;
  made['constructor'] = made[STAND_IN];
  Reflect.deleteProperty(made, STAND_IN);
}

function isDocument(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
