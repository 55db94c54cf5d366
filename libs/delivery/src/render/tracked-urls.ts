import type { MailUrls } from '#libs/content';
import type { ConsentFact } from '../gate/recipient-facts.js';
import type { MessageLinks } from '../tracking-links/link-subject.js';

/** What may be recorded about this reader. */
export interface TrackingChoice {
  readonly opens: boolean;
  readonly clicks: boolean;
}

/**
 * Whether a setting lets opens or clicks of somebody with this consent be recorded. A refusal counts in any case; hits
 * are asked the same again when they are stored (`ReaderHits`), for mails that were sent before.
 */
export function mayTrack(setting: 'on' | 'consent' | 'off', consent: ConsentFact | undefined, now: Date): boolean {
  if (setting === 'off') return false;
  if (setting === 'on') return consent?.status !== 'unsubscribed';
  return consent?.status === 'subscribed' && (consent.expiresAt === null || consent.expiresAt > now);
}

/** What stands in the mail's links: signed tracking addresses, or the targets themselves. */
export function trackedUrls(links: MessageLinks, dynamic: ReadonlySet<number>, choice: TrackingChoice): MailUrls {
  return {
    stem: choice.clicks ? links.clickStem : undefined,
    dynamic,
    link: (index, target) => {
      if (!choice.clicks) return target;
      return dynamic.has(index) ? links.dynamicClickUrl(index, target) : links.clickUrl(index);
    },
    pixel: () => (choice.opens ? links.openUrl : null),
  };
}
