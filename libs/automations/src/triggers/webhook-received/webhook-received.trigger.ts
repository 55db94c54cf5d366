import { z } from 'zod';
import { propertyTree } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';
import { eventFacts } from '../event-facts.js';
import { didLately } from '../past-audience.js';

/** The event that a call becomes; segments and conditions can read it, too. */
export const WEBHOOK_EVENT = 'webhook_received';

/** It stands in an address. */
export const HOOK_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
export const HOOK_NAME_RULE = 'Use small letters, digits, - and _';

/** Names that lead into the body, as in `customer.email` or `items.0.sku`. */
const bodyPath = z
  .string()
  .max(200)
  .regex(/^[^.]+(\.[^.]+)*$/, 'Write names with dots between them, as in customer.email');

export const webhookReceived = defineTrigger({
  type: 'webhook_received',
  label: 'Webhook received',
  description: 'Another program calls an address of yours with JSON about a contact.',
  params: z.object({
    hook: z
      .string()
      .regex(HOOK_NAME, HOOK_NAME_RULE)
      .meta({ title: 'Name of the hook', description: 'As in order-form; its address is made from it.' }),
    email: bodyPath
      .optional()
      .meta({ title: 'Where the email stands', description: 'As in customer.email. Empty: email.' }),
    id: bodyPath.optional().meta({
      title: 'Where an id stands',
      description: 'A call with an id that came before is left out.',
    }),
    signed: z.boolean().optional().meta({
      title: 'Signed calls only',
      description: 'By Standard Webhooks, with the secret of the hook.',
    }),
    where: propertyTree.optional(),
  }),
  dimensions: () => [`event:${WEBHOOK_EVENT}`],
  starts: ({ hook }, { event }) => event?.properties['hook'] === hook,
  past: ({ where }) => didLately(WEBHOOK_EVENT, where),
  describe: (_params, cause) => eventFacts(cause),
});
