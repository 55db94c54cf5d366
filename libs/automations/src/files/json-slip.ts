const SPACE = /[ \t\n\r]*/y;
const TOKEN =
  /[{}[\],:]|"(?:[ -!#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** What may come next: a value, the first item or key of something just opened, or what follows one. */
type Wanted = 'value' | 'item or ]' | 'key or }' | 'key' | ':' | ', or the end';

/**
 * Where a text stops being JSON, as its offset; null when it is JSON. The parser of the engine says that something is
 * wrong, not where.
 */
export function findSlip(text: string): number | null {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  for (let at = skipSpace(text, 0); at < text.length;) {
    const token = tokenAt(text, at);
    const next: Wanted | null = token === undefined || isOver(open, wanted) ? null : follow(token, wanted, open);
    if (token === undefined || next === null) return at;
    wanted = next;
    at = skipSpace(text, at + token.length);
  }
  return isOver(open, wanted) ? null : text.length;
}

function isOver(open: readonly string[], wanted: Wanted): boolean {
  return open.length === 0 && wanted === ', or the end';
}

function skipSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.exec(text);
  return SPACE.lastIndex;
}

function tokenAt(text: string, at: number): string | undefined {
  TOKEN.lastIndex = at;
  return TOKEN.exec(text)?.[0];
}

/** What is wanted after the token; null when it has no place here. `open` holds what was opened and not closed. */
function follow(token: string, wanted: Wanted, open: string[]): Wanted | null {
  if (token === '}' || token === ']') return close(token, wanted, open);
  if (wanted === ':') return token === ':' ? 'value' : null;
  if (wanted === ', or the end') return token === ',' ? (open.at(-1) === '{' ? 'key' : 'value') : null;
  if (wanted === 'key' || wanted === 'key or }') return token.startsWith('"') ? ':' : null;
  if (token === ':' || token === ',') return null;
  if (token !== '{' && token !== '[') return ', or the end';
  open.push(token);
  return token === '{' ? 'key or }' : 'item or ]';
}

function close(token: '}' | ']', wanted: Wanted, open: string[]): Wanted | null {
  const empty = token === '}' ? 'key or }' : 'item or ]';
  if (wanted !== ', or the end' && wanted !== empty) return null;
  return open.pop() === (token === '}' ? '{' : '[') ? ', or the end' : null;
}
