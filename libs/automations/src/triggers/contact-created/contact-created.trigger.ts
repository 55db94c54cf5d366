import { z } from 'zod';
import { defineTrigger } from '../define-trigger.js';

export const contactCreated = defineTrigger({
  type: 'contact_created',
  label: 'Contact created',
  description: 'Somebody becomes known. Contacts that an import makes start only when the import says so.',
  params: z.object({}),
  dimensions: () => ['created'],
  starts: () => true,
  past: () => ({ condition: { all: [] } }),
  describe: () => ({}),
});
