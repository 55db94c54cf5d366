/** What stands at a path as `customer.email` or `items.0.sku`; own properties only. */
export function readPath(body: unknown, path: string): unknown {
  let value = body;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/** An id is text or a number; anything else is none. */
export function readId(body: unknown, path: string): string | null {
  const value = readPath(body, path);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
