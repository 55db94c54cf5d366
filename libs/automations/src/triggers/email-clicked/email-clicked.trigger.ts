import { foldText } from '#libs/kernel';
import { z } from 'zod';
import { defineTrigger } from '../define-trigger.js';
import { checkSource, heldUntilJudged, isOf, mailFacts, ofMail } from '../engagement.js';

export const emailClicked = defineTrigger({
  type: 'email_clicked',
  label: 'Email clicked',
  description: 'A person clicks a link in a mail of yours. It is held a moment, to tell people from programs.',
  params: z.object({
    ...ofMail,
    link: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .meta({ title: 'Link', description: 'A part of its address, as in /pricing. Empty: any link.' }),
  }),
  refs: { campaign: 'campaign', automation: 'automation' },
  dimensions: () => ['email:clicked'],
  starts: (params, { mail }) => isOf(params, mail) && leadsTo(mail.url, params.link),
  timing: heldUntilJudged,
  check: checkSource,
  describe: (_params, cause) => mailFacts(cause),
});

function leadsTo(url: string | null, part: string | undefined): boolean {
  return part === undefined || (url !== null && foldText(url).includes(foldText(part)));
}
