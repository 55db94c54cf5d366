import type { MailUrls } from '#libs/content';
import type { MessageLinks } from '../tracking-links/link-subject.js';

/** What may be recorded about this reader. */
export interface TrackingChoice {
  readonly opens: boolean;
  readonly clicks: boolean;
}

/** What stands in the mail's links: signed tracking addresses, or the targets themselves. */
export function trackedUrls(links: MessageLinks, dynamic: ReadonlySet<number>, choice: TrackingChoice): MailUrls {
  return {
    link: (index, target) => {
      if (!choice.clicks) return target;
      return dynamic.has(index) ? links.dynamicClickUrl(index, target) : links.clickUrl(index);
    },
    pixel: () => (choice.opens ? links.openUrl : null),
  };
}
