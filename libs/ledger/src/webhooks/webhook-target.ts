import type { FieldError } from '#libs/kernel';
import { SECRET_PATTERN } from './webhook-signature.js';

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const HEADER_VALUE = /^[\t\x20-\x7e]{1,2000}$/;
/** Ours to set. */
const OWN_HEADERS = /^(webhook-.*|content-(type|length)|host|connection|transfer-encoding)$/i;
const MAX_HEADERS = 50;

/** http or https, and nobody's password in it. */
export function isCallable(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol) && new URL(url).username === '';
}

/** What is wrong with headers that go along with a call; null stands for a value that is kept already. */
export function headerFaults(headers: Readonly<Record<string, string | null>>): FieldError[] {
  const names = Object.keys(headers);
  if (names.length > MAX_HEADERS) return [{ path: 'headers', message: `are more than ${String(MAX_HEADERS)}` }];
  return Object.entries(headers).flatMap(([name, value]): FieldError[] => {
    const path = `headers.${name}`;
    if (!HEADER_NAME.test(name)) return [{ path, message: 'is no name of a header' }];
    if (OWN_HEADERS.test(name)) return [{ path, message: 'Is set by Tidings' }];
    const fits = value === null || (typeof value === 'string' && HEADER_VALUE.test(value));
    return fits ? [] : [{ path, message: 'must be one line of plain letters' }];
  });
}

/** What is wrong with an endpoint as it is given. */
export function endpointFaults({
  url,
  headers = {},
  secret,
}: {
  readonly url?: string | undefined;
  readonly headers?: Readonly<Record<string, string | null>> | undefined;
  readonly secret?: string | undefined;
}): FieldError[] {
  return [
    ...(url !== undefined && !isCallable(url) ? [{ path: 'url', message: 'must be an http or https address' }] : []),
    ...(secret !== undefined && !SECRET_PATTERN.test(secret)
      ? [{ path: 'secret', message: 'must be whsec_ and base64 of 24 to 64 bytes' }]
      : []),
    ...headerFaults(headers),
  ];
}
