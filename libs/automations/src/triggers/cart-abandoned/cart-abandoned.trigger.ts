import { z } from 'zod';
import { eventName, propertyTree } from '../../definition/params.js';
import { durationMs } from '../../time/duration.js';
import { defineTrigger, type TriggerCause } from '../define-trigger.js';
import { eventFacts } from '../event-facts.js';
import { didLately } from '../past-audience.js';
import { findOpen } from './open-carts.js';

const DEFAULT_ORDER = 'order_completed';
const DEFAULT_KEY = 'cart_id';
const DEFAULT_AFTER = '1h';

export const cartAbandoned = defineTrigger({
  type: 'cart_abandoned',
  label: 'Cart abandoned',
  description: 'A contact fills a cart, and for some time neither touches it again nor orders.',
  params: z.object({
    event: eventName.meta({ title: 'Cart event', description: 'As in cart_updated.', control: 'event' }),
    after: z
      .string()
      .regex(/^[1-9]\d{0,3}(s|min|h)$/, 'Write a number and s, min or h, as in 1h')
      .optional()
      .meta({ title: 'Untouched for', description: `Empty: ${DEFAULT_AFTER}.`, control: 'duration' }),
    until: eventName.optional().meta({
      title: 'Order event',
      description: `What ends a cart. Empty: ${DEFAULT_ORDER}.`,
      control: 'event',
    }),
    key: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({
        title: 'Cart property',
        description: `Tells carts of one contact apart, in both events. Empty: ${DEFAULT_KEY}.`,
      }),
    where: propertyTree.optional(),
  }),
  dimensions: ({ event }) => [`event:${event}`],
  starts: (_params, { event }) => event !== null,
  repeats: () => true,
  timing: {
    kind: 'delay',
    subject: ({ key }, cause) => cartOf(cause, key) ?? '',
    dueAt: ({ after = DEFAULT_AFTER }, { event, change }) =>
      new Date((event?.occurredAt ?? change.at).getTime() + durationMs(after)),
    // A cart without a name is another one each time that it has been left.
    once: ({ event, key }, cause) => {
      const cart = cartOf(cause, key);
      return cart === null ? null : `cart ${event} ${cart}`;
    },
    stand: ({ event, until = DEFAULT_ORDER, key = DEFAULT_KEY }, due, on) => {
      const carts = due.map(({ contactId, subject, event: facts }) => ({
        contactId,
        cart: subject === '' ? null : subject,
        touchedAt: String(facts['occurred_at']),
      }));
      return findOpen(on, carts, { cartEvent: event, orderEvent: until, key });
    },
  },
  past: ({ event, where }) => didLately(event, where),
  describe: (_params, cause) => eventFacts(cause),
});

/** Text and numbers name a cart; anything else, or nothing, makes it the contact's only one. */
function cartOf({ event }: TriggerCause, key = DEFAULT_KEY): string | null {
  const value = event?.properties[key];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
