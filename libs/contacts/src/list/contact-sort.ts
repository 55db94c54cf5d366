import { invalid } from '#libs/kernel';

/** An order of the list: the key of each row as SQL text, so that a cursor holds it exactly. */
export interface ContactSort {
  readonly key: string;
  /** How a cursor's text is compared with the key. */
  readonly type: 'text' | 'timestamptz';
  readonly descending: boolean;
}

// Names without a value come last, whichever way they are sorted.
const KEYS: Readonly<Record<string, Omit<ContactSort, 'descending'>>> = {
  updated_at: { key: 'c.updated_at', type: 'timestamptz' },
  ...Object.fromEntries(
    ['email', 'first_name', 'last_name', 'company', 'country', 'city'].map((column) => [
      column,
      { key: `lower(coalesce(c.${column}, ''))`, type: 'text' } as const,
    ]),
  ),
};

/** `name` ascending, `-name` descending; null is the order of making, newest first. Throws 422 for another name. */
export function parseSort(sort: string | undefined): ContactSort | 'newest' | 'oldest' {
  if (sort === undefined || sort === '' || sort === '-created_at' || sort === '-id') return 'newest';
  if (sort === 'created_at' || sort === 'id') return 'oldest';
  const name = sort.replace(/^-/, '');
  const found = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (found) return { ...found, descending: sort.startsWith('-') };
  throw invalid([{ path: 'sort', message: `must be one of: created_at, ${Object.keys(KEYS).join(', ')}; - turns it` }]);
}
