import { z } from 'zod';
import { askAudience, askDuration, askEvent, askValue } from '../../kit/asks.js';
import { clip } from '../../kit/clip.js';
import { did } from '../../kit/conditions.js';
import { defineRecipe } from '../../kit/define-recipe.js';
import { toWord } from '../../kit/escape-words.js';

export const productInterest = defineRecipe({
  key: 'product-interest',
  name: 'Product page to ad audience',
  group: 'interest',
  summary: 'Whoever looks at a product page is tagged with the interest and sees your ads for some time.',
  begins: 'Somebody opens the product page',
  story: [
    'A visit of a product page says more than any form. The visitor gets a tag for the interest, which segments, templates and other automations can use, and joins an audience at your advertising platform.',
    'Ads stop when they have done their work: whoever orders leaves the audience at once, and everybody else after the time that you set. The tag stays.',
  ],
  tips: [
    'Without an ad audience the visitors are kept in a list (a segment that is filled by hand). Connect an audience later and exchange the two steps on the canvas.',
    'Use it once for each product page that matters; the tag and the list are named after the page.',
  ],
  measure: [
    'Compare the share that orders while the ads are shown with the share among visitors of a page that you do not advertise. What the ads cost stands at your advertising platform.',
  ],
  asks: z.strictObject({
    path: askValue(
      { event: 'page_viewed', property: 'path', nth: 0, otherwise: '/products/crm' },
      { title: 'Product page', description: 'Where its address begins, as in /products/crm.' },
    ),
    audience: askAudience,
    stay: askDuration('30d', { title: 'Show ads for' }),
    order: askEvent(['order_completed', 'purchase'], { title: 'Order event', description: 'Whoever orders leaves.' }),
  }),
  make: ({ path, audience, stay, order }) => {
    const interest = `interest:${toWord(path)}`;
    return {
      ...(audience === undefined
        ? {
            segments: {
              list: {
                name: `Ads: ${interest}`,
                description: `Looked at ${path}: export it for the advertising platform.`,
                members: () => Promise.resolve([]),
              },
            },
          }
        : {}),
      automation: ({ segment }) => {
        const place = audience === undefined ? { segment: segment('list') } : { audience };
        const step = (add: boolean) =>
          audience === undefined
            ? { type: add ? 'add_to_segment' : 'remove_from_segment', ...place }
            : { type: 'sync_audience', ...place, op: add ? 'add' : 'remove' };
        return {
          name: `Interest in ${clip(path)}`,
          triggers: [{ type: 'page_viewed', path }],
          entry: { again: 'after_exit' },
          start: 'tag',
          steps: {
            tag: { type: 'add_tag', name: `Tag ${interest}`, tag: interest, next: 'show' },
            show: { ...step(true), name: 'Show ads', next: 'wait' },
            wait: {
              type: 'wait_for',
              name: `Ordered within ${stay}?`,
              condition: did(order, { since: 'entry' }),
              timeout: stay,
              then: 'hide',
              else: 'hide',
            },
            hide: { ...step(false), name: 'Show no more ads', next: null },
          },
        };
      },
    };
  },
});
