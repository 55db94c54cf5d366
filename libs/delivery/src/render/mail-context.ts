import type { Organisation } from '#libs/accounts';
import type { Data, MailUrls, RenderContext } from '#libs/content';
import type { ContactRow } from '../gate/recipient-facts.js';
import { contactScope } from './contact-scope.js';

/** The links of one mail as templates name them. */
export interface BodyLinks {
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
  readonly viewUrl: string;
  readonly urls: MailUrls;
}

interface MailFacts {
  readonly contact: ContactRow | undefined;
  readonly event: Data | null;
  readonly sender: { readonly name: string; readonly email: string; readonly postalAddress: string | null };
  readonly segments: ReadonlySet<string>;
  readonly links: BodyLinks;
  readonly organisation: Organisation;
}

/** What a template sees: the same for a mail that is sent and for one that is only looked at. */
export function mailContext({ contact, event, sender, segments, links, organisation }: MailFacts): RenderContext {
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
    preferences_url: links.preferencesUrl,
    view_url: links.viewUrl,
    locale: contact?.locale ?? organisation.locale,
    timeZone: contact?.time_zone ?? organisation.time_zone,
    currency: organisation.currency,
    urls: links.urls,
  };
}
