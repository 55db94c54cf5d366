import type { Organisation } from '#libs/accounts';
import type { Data, MailUrls, RenderContext } from '#libs/content';
import type { ContactRow } from '../gate/recipient-facts.js';
import { contactScope } from './contact-scope.js';

/** The links of one mail as templates name them. */
export interface BodyLinks {
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
  readonly viewUrl: string;
}

interface MailFacts {
  readonly contact: ContactRow | undefined;
  readonly event: Data | null;
  readonly sender: { readonly name: string; readonly email: string; readonly postalAddress: string | null };
  readonly segments: ReadonlySet<string>;
  readonly links: BodyLinks;
  readonly urls: MailUrls;
  readonly organisation: Organisation;
}

/** What a template sees: the same for a mail that is sent and for one that is only looked at. */
export function mailContext({ contact, event, sender, segments, links, urls, organisation }: MailFacts): RenderContext {
  return {
    contact: contactScope(contact),
    company: contact?.['company'] == null ? null : { name: contact['company'] },
    event,
    sender: {
      name: sender.name,
      email: sender.email,
      postal_address: sender.postalAddress ?? organisation.postal_address,
    },
    segments,
    unsubscribe_url: links.unsubscribeUrl,
    get preferences_url() {
      return links.preferencesUrl;
    },
    get view_url() {
      return links.viewUrl;
    },
    locale: contact?.locale ?? organisation.locale,
    timeZone: contact?.time_zone ?? organisation.time_zone,
    currency: organisation.currency,
    urls,
  };
}
