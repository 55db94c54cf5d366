import { PLAIN_URLS, type RenderContext } from '../render/render-context.js';

/** A contact, Ada of London, and whatever a test wants to be different. */
export function renderContext(changes: Partial<RenderContext> = {}): RenderContext {
  return {
    contact: { first_name: 'Ada', email: 'ada@example.com', city: 'London', points: 1200 },
    sender: { name: 'Acme', email: 'news@acme.example', postal_address: '1 Main Road, London' },
    segments: new Set(),
    unsubscribe_url: 'https://t.example/u/token',
    preferences_url: 'https://t.example/p/token',
    view_url: 'https://t.example/v/token',
    locale: 'en-GB',
    timeZone: 'Europe/London',
    currency: 'GBP',
    urls: PLAIN_URLS,
    ...changes,
  };
}
