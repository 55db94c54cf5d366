import type { Sign } from './signs.js';

export type AskedAs = 'head' | 'prefetch' | null;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Scanners, previews, crawlers and program libraries, by the names that they give themselves. */
const PROGRAMS = new RegExp(
  [
    // Not the telephones that are named Cubot.
    ...['(?<!\\bcu)bot\\b', 'crawl', 'spider', 'slurp', 'scan', 'preview', 'link ?check', 'facebookexternalhit'],
    ...['barracuda', 'proofpoint', 'mimecast', 'safelinks', 'fireeye', 'trend ?micro', 'messagelabs', 'ironport'],
    ...['cloudmark', 'sophos', 'symantec', 'headless', 'phantomjs', 'curl/', 'wget/', 'axios/', 'node-fetch', 'undici'],
    ...['python-', 'aiohttp', 'httpx/', 'go-http-client', 'java/', 'libwww', 'apache-httpclient'],
  ].join('|'),
  'i',
);

/** Google (Gmail) and Yahoo load images themselves, on behalf of who looks at the mail. */
const IMAGE_PROXIES = /GoogleImageProxy|YahooMailProxy/;

// Mail Privacy Protection loads every image through Apple's relays with this bare name.
const APPLE_RELAY = 'Mozilla/5.0';

/** Browsers that load what may be looked at next say so, each in its own words. */
const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/** What only the request itself shows; it is stored with the hit. */
export function howAsked(method: string, headers: Headers): AskedAs {
  if (method === 'HEAD') return 'head';
  for (const name of PURPOSES) {
    const purpose = headers[name];
    if (purpose !== undefined && /prefetch|preview/i.test(String(purpose))) return 'prefetch';
  }
  return null;
}

/** A reader who asks not to be watched (Global Privacy Control, Do Not Track): what is not their own doing is not stored. */
export function refusesWatching(headers: Headers): boolean {
  return headers['sec-gpc'] === '1' || headers['dnt'] === '1';
}

/** What one request alone says. */
export function requestSigns(kind: 'opened' | 'clicked', askedAs: AskedAs, userAgent: string): Sign[] {
  const signs: Sign[] = askedAs === null ? [] : [askedAs];
  if (userAgent === '') signs.push('no_agent');
  else if (PROGRAMS.test(userAgent)) signs.push('program');
  if (kind === 'clicked') return signs;
  if (userAgent === APPLE_RELAY) signs.push('apple_relay');
  else if (IMAGE_PROXIES.test(userAgent)) signs.push('image_proxy');
  return signs;
}
