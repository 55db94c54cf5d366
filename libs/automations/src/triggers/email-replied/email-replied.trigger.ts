import { z } from 'zod';
import { defineTrigger } from '../define-trigger.js';

export const emailReplied = defineTrigger({
  type: 'email_replied',
  label: 'Email answered',
  description: 'A person answers a mail of yours; what programs answer does not count.',
  params: z.object({}),
  dimensions: () => ['email:replied'],
  starts: () => true,
  describe: () => ({}),
});
