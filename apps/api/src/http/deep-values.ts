import { randomBytes } from 'node:crypto';

/** No DTO of ours declares anything below this level: what lies deeper is a document, for its service to read. */
const SHALLOW = 32;
/** Nobody can have sent this name. */
const STAND_IN = `constructor_${randomBytes(12).toString('hex')}`;

interface Changes {
  readonly deep: Map<symbol, unknown>;
  renamed: boolean;
}

/**
 * Lets `work` see a value without what class-transformer and class-validator cannot take, and puts that back into what
 * it makes. Both recurse: a condition tree may have 2,000 levels of JSON, they take some 1,500. Both ask each object for
 * its `constructor`, and take a member of that name for its class.
 */
export async function withTameValues<T extends object>(value: object, work: (tame: object) => Promise<T>): Promise<T> {
  const changes: Changes = { deep: new Map(), renamed: false };
  const tame = hide(value, 0, changes) as object;
  const isChanged = changes.renamed || changes.deep.size > 0;
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
    changes.deep.set(place, value);
    return place;
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

function putBack(made: unknown, level: number, { deep, renamed }: Changes): void {
  if (!isDocument(made) || level > SHALLOW) return;
  for (const [key, inner] of Object.entries(made)) {
    if (typeof inner === 'symbol') made[key] = deep.get(inner);
    else putBack(inner, level + 1, { deep, renamed });
  }
  if (!Object.hasOwn(made, STAND_IN)) return;
  made['constructor'] = made[STAND_IN];
  Reflect.deleteProperty(made, STAND_IN);
}

function isDocument(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
