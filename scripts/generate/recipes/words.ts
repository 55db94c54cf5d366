/** A part of a document, read as what its schema has checked. */
export type Part = Readonly<Record<string, unknown>>;

const UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
};

/** `3d` → `3 days`. */
export function duration(value: unknown): string {
  const [, count = '', unit = ''] = /^-?(\d+)([a-z]+)$/.exec(String(value)) ?? [];
  const word = UNITS[unit];
  if (word === undefined) throw new Error(`${String(value)} is no duration`);
  return `${count} ${word}${count === '1' ? '' : 's'}`;
}

export function code(value: unknown): string {
  return `\`${String(value)}\``;
}

/** `a`, `a and b`, `a, b and c`. */
export function join(words: readonly string[], last = 'and'): string {
  const [end = '', ...rest] = [...words].reverse();
  return rest.length === 0 ? end : `${rest.reverse().join(', ')} ${last} ${end}`;
}
