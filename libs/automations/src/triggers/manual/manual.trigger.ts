import { z } from 'zod';
import { defineTrigger } from '../define-trigger.js';

export const manual = defineTrigger({
  type: 'manual',
  label: 'By hand',
  description: 'Contacts enter when somebody, or a program through the API, puts them in.',
  params: z.object({}),
  dimensions: () => [],
  starts: () => false,
  describe: () => ({}),
});
