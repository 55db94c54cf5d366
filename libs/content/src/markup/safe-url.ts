const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const LINK_SCHEMES = new Set(['http', 'https', 'mailto', 'tel']);
const RESOURCE_SCHEMES = new Set(['http', 'https', 'cid']);
// Browsers skip these inside a URL, so "java\nscript:" would come through a check of the raw text.
// eslint-disable-next-line no-control-regex -- controls are what it is about
const IGNORED = /[\u0000-\u001f\u007f]/g;

/** An address of the web with nothing in it that would be encoded or could be misread: the way of most links of a mail. */
const PLAIN = /^(https?:\/\/[a-z\d.:-]+)\/[\w\-.~/]*$/;
/** Whether such an origin is one, of the few that a process meets again and again. */
const origins = new Map<string, boolean>();
const MOST_ORIGINS = 1000;

/** Where a URL stands: a link that the reader follows, or something that the mail client loads. */
export type UrlUse = 'link' | 'resource';

/**
 * A URL that may stand in a mail, in ASCII (RFC 3986; hosts as A-labels), or null. Links may be http, https, mailto and
 * tel; resources http, https and cid. Relative URLs mean nothing in a mail.
 */
export function safeUrl(raw: string, use: UrlUse): string | null {
  if (isPlain(raw)) return raw;
  const url = raw.replace(IGNORED, '').trim();
  const scheme = schemeOf(url);
  if (scheme === null) return null;
  if (!(use === 'link' ? LINK_SCHEMES : RESOURCE_SCHEMES).has(scheme)) return null;
  const web = scheme === 'http' || scheme === 'https';
  if (web && (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url))) return null;
  return /^[\x21-\x7e]*$/.test(url) ? url : web ? new URL(url).href : encodeWholeUrl(url);
}

/** The scheme that a browser would see, in lower case; null for a relative URL. */
export function schemeOf(raw: string): string | null {
  return SCHEME.exec(raw.replace(IGNORED, '').trim())?.[1]?.toLowerCase() ?? null;
}

/** Whether a URL leads to a web page, so that its clicks can be counted. */
export function isWebUrl(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

/** Encodes what may not stand in a URL and leaves the rest, `%` sequences too, as it is. */
export function encodeWholeUrl(value: string): string {
  return toWellFormed(value)
    .trim()
    .replace(/[^\w\-.~:/?#[\]@!$&()*+,;=%]|%(?![0-9a-f]{2})/giu, (char) => encodeURIComponent(char));
}

/**
 * Encodes a value for where it stands in a URL, which what is before it says: a whole URL keeps its structure; a host
 * has host characters only; a path keeps its slashes; elsewhere everything is encoded.
 */
export function encodeUrlPart(before: string, value: string): string {
  if (before === '') return encodeIfWhole(value);
  if (/^tel:/i.test(before)) return value.replace(/[^\w+*.()-]/g, '');
  const encoded = encodeURIComponent(toWellFormed(value));
  if (/[?#]/.test(before) || /^https?:\/\/$/i.test(before)) return encoded;
  if (/^mailto:/i.test(before)) return encoded.replace(/%40/g, '@').replace(/%2B/gi, '+');
  const path = encoded.replace(/%2F/gi, '/');
  if (value === '' || !/^https?:\/\/[^/]+$/i.test(before)) return path;
  // Right after a host: "/pricing?plan=1" goes on from there, "@evil.example" must not become another host.
  return value.startsWith('/') ? encodeWholeUrl(value) : `/${path}`;
}

/** Hosts may hold any letter (they become A-labels): only what is not a URL at all is encoded by hand. */
function encodeIfWhole(value: string): string {
  if (isPlain(value)) return value;
  const url = value.replace(IGNORED, '').trim();
  return URL.canParse(url) && /[^\x21-\x7e]/.test(url) ? new URL(url).href : encodeWholeUrl(url);
}

/** Whether it stays as it is wherever it stands. What can be parsed is decided by its origin, as the rest is harmless. */
function isPlain(url: string): boolean {
  const origin = PLAIN.exec(url)?.[1];
  if (origin === undefined) return false;
  const known = origins.get(origin);
  if (known !== undefined) return known;
  if (origins.size >= MOST_ORIGINS) origins.clear();
  const isOne = URL.canParse(origin);
  origins.set(origin, isOne);
  return isOne;
}

/** encodeURIComponent throws on half a surrogate pair. */
export function toWellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}
