import { judgeHits } from '#libs/ledger';
import { automationId, campaignId } from '../definition/params.js';
import type { DelayTiming } from '../timers/trigger-timing.js';
import type { TriggerCause, TriggerMail } from './define-trigger.js';

/** Which mails an open or click may be of. */
export const ofMail = {
  campaign: campaignId.optional().meta({
    title: 'Campaign',
    description: 'Empty: any mail.',
    control: 'campaign',
  }),
  automation: automationId.optional().meta({
    title: 'Automation',
    description: 'Empty: any mail.',
    control: 'automation',
  }),
};

interface OfMail {
  readonly campaign?: number | undefined;
  readonly automation?: number | undefined;
}

/** A program that says so starts nothing; one that poses as a browser shows while the hit is held. */
export function isOf({ campaign, automation }: OfMail, mail: TriggerMail | null): mail is TriggerMail {
  if (!mail || mail.machine) return false;
  return (
    (campaign === undefined || campaign === mail.campaignId) &&
    (automation === undefined || automation === mail.automationId)
  );
}

export function checkSource({ campaign, automation }: OfMail) {
  if (campaign === undefined || automation === undefined) return [];
  return [{ path: 'automation', message: 'A mail comes from a campaign or from an automation' }];
}

export function mailFacts({ mail }: TriggerCause): Readonly<Record<string, unknown>> {
  if (!mail) return {};
  const { messageId, campaignId: campaign, automationId: automation, url, at } = mail;
  const facts = { message_id: messageId, campaign_id: campaign, automation_id: automation, url };
  const known = Object.entries(facts).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(known), occurred_at: at.toISOString() };
}

/** Each hit by itself: two clicks are two, as two events are. */
export const heldUntilJudged: DelayTiming<unknown> = {
  kind: 'delay',
  subject: (_params, { change }) => String(change.ref),
  dueAt: (_params, { change, mail }, { engagementHoldMs }) =>
    new Date((mail?.at ?? change.at).getTime() + engagementHoldMs),
  once: () => null,
  stand: (_params, due, on) =>
    judgeHits(
      on,
      due.map(({ subject }) => Number(subject)),
    ),
};
