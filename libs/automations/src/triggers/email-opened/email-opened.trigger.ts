import { z } from 'zod';
import { defineTrigger } from '../define-trigger.js';
import { checkSource, heldUntilJudged, isOf, mailFacts, ofMail } from '../engagement.js';

export const emailOpened = defineTrigger({
  type: 'email_opened',
  label: 'Email opened',
  description: 'A person opens a mail of yours. It is held a moment, to tell people from programs.',
  params: z.object(ofMail),
  refs: { campaign: 'campaign', automation: 'automation' },
  dimensions: () => ['email:opened'],
  starts: (params, { mail }) => isOf(params, mail),
  timing: heldUntilJudged,
  check: checkSource,
  describe: (_params, cause) => mailFacts(cause),
});
