/** Parameters of a leaf that hold an event, which may be narrowed by a tree of its own. */
const EVENTS = ['first', 'then'];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brokenLeafAt(leaf: Record<string, unknown>, path: string, needsType: boolean): string | undefined {
  if (needsType && typeof leaf['type'] !== 'string') return path;
  if (leaf['where'] !== undefined) return brokenTreeAt(leaf['where'], `${path}.where`, false);
  for (const name of EVENTS) {
    const event = leaf[name];
    if (event === undefined) continue;
    const own = `${path}.${name}`;
    const broken = isObject(event) ? brokenLeafAt(event, own, false) : own;
    if (broken !== undefined) return broken;
  }
  return undefined;
}

function brokenTreeAt(value: unknown, path: string, needsType: boolean): string | undefined {
  if (!isObject(value)) return path;
  for (const kind of ['all', 'any']) {
    if (!(kind in value)) continue;
    const children = value[kind];
    if (!Array.isArray(children)) return `${path}.${kind}`;
    const broken = children.map((child, index) => brokenTreeAt(child, `${path}.${kind}[${index}]`, needsType));
    return broken.find((each) => each !== undefined);
  }
  if ('not' in value) return brokenTreeAt(value['not'], `${path}.not`, needsType);
  return brokenLeafAt(value, path, needsType);
}

/**
 * Where a value that was typed stops being a tree that the builder can draw, like `condition.all[0]`; `undefined` when
 * it is one. What the parameters of its leaves must be is for the server to say.
 */
export function brokenAt(value: unknown): string | undefined {
  return brokenTreeAt(value, 'condition', true);
}
