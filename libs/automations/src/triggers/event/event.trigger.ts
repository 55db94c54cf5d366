import { z } from 'zod';
import { eventName, propertyTree } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';
import { eventFacts } from '../event-facts.js';
import { didLately } from '../past-audience.js';

export const eventTrigger = defineTrigger({
  type: 'event',
  label: 'Event',
  description: 'A contact does something that your site, shop or app reports.',
  params: z.object({ event: eventName, where: propertyTree.optional() }),
  dimensions: ({ event }) => [`event:${event}`],
  starts: (_params, { event }) => event !== null,
  past: ({ event, where }) => didLately(event, where),
  describe: (_params, cause) => eventFacts(cause),
});
