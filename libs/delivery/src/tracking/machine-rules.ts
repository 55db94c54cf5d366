/** What fetches a pixel or follows a link without a person behind it, as far as one request can tell. */
const PROGRAMS =
  /bot\b|crawl|spider|slurp|preview|scan|barracuda|proofpoint|mimecast|safelinks|python-requests|go-http-client|java\//i;

// Mail Privacy Protection loads every image through Apple's relays with this bare name.
const APPLE_RELAY = 'Mozilla/5.0';

export function isMachine(kind: 'opened' | 'clicked', method: string, userAgent: string | undefined): boolean {
  if (method === 'HEAD' || !userAgent) return true;
  if (kind === 'opened' && userAgent === APPLE_RELAY) return true;
  return PROGRAMS.test(userAgent);
}
