/** What is still to be written: a value, or text that stands between values. */
type Piece = { readonly value: unknown } | { readonly text: string };

/** JSON of answers, however deep: JSON.stringify takes some 4,000 levels, and the explanation of a deep tree has more. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return writeDeep(value);
  }
}

function writeDeep(root: unknown): string {
  const written: string[] = [];
  const waiting: Piece[] = [{ value: root }];
  for (let piece = waiting.pop(); piece; piece = waiting.pop()) {
    if ('text' in piece) written.push(piece.text);
    else for (const next of piecesOf(piece.value).reverse()) waiting.push(next);
  }
  return written.join('');
}

/** The rules of JSON.stringify: undefined members are left out, undefined elements are null, toJSON speaks for itself. */
function piecesOf(value: unknown): Piece[] {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return [{ text: JSON.stringify(value) }];
  if (Array.isArray(value)) {
    const elements = value.flatMap((element: unknown, index) => [...comma(index), { value: element ?? null }]);
    return [{ text: '[' }, ...elements, { text: ']' }];
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const written = members.flatMap(([key, member]: [string, unknown], index) => [
    ...comma(index),
    { text: `${JSON.stringify(key)}:` },
    { value: member },
  ]);
  return [{ text: '{' }, ...written, { text: '}' }];
}

function comma(index: number): Piece[] {
  return index === 0 ? [] : [{ text: ',' }];
}
