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
export function mailContext(facts: MailFacts): RenderContext {
  return new MailContext(facts);
}

class MailContext implements RenderContext {
  readonly contact: Data;
  readonly company: Data | null;
  readonly event: Data | null;
  readonly sender: Data;
  readonly segments: ReadonlySet<string>;
  readonly unsubscribe_url: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly urls: MailUrls;
  private readonly links: BodyLinks;

  constructor({ contact, event, sender, segments, links, urls, organisation }: MailFacts) {
    this.contact = contactScope(contact);
    this.company = contact?.['company'] == null ? null : { name: contact['company'] };
    this.event = event;
    this.sender = {
      name: sender.name,
      email: sender.email,
      postal_address: sender.postalAddress ?? organisation.postal_address,
    };
    this.segments = segments;
    this.unsubscribe_url = links.unsubscribeUrl;
    this.links = links;
    this.locale = contact?.locale ?? organisation.locale;
    this.timeZone = contact?.time_zone ?? organisation.time_zone;
    this.currency = organisation.currency;
    this.urls = urls;
  }

  get preferences_url(): string {
    return this.links.preferencesUrl;
  }

  get view_url(): string {
    return this.links.viewUrl;
  }
}
