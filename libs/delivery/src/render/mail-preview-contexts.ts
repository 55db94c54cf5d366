import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { PLAIN_URLS, PreviewContexts, type Data, type RenderContext } from '#libs/content';
import { Database } from '#libs/db';
import { Config, DomainError } from '#libs/kernel';
import { loadRecipientFacts, type ContactRow } from '../gate/recipient-facts.js';
import { SendersService } from '../senders/senders.service.js';
import { mailContext } from './mail-context.js';
import { loadMemberships } from './memberships.js';

/** Lets somebody look at a template as a contact would get it: the same facts as in a mail, with plain links. */
@Injectable()
export class MailPreviewContexts extends PreviewContexts {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(OrganisationSettings) private readonly settings: OrganisationSettings,
    @Inject(SendersService) private readonly senders: SendersService,
    @Inject(Config) private readonly config: Config,
  ) {
    super();
  }

  async load(contactId: number | null, segments: readonly string[], event: Data | null = null): Promise<RenderContext> {
    const organisation = await this.settings.read();
    const contact = contactId === null ? undefined : await this.loadContact(contactId);
    const memberships = await loadMemberships(this.db, contact ? [contact.id] : [], segments);
    const [first] = (await this.senders.list()).toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
    const page = (path: string): string => `${this.config.publicUrl}/${path}/preview`;
    return mailContext({
      contact,
      event,
      sender: first ?? { name: organisation.name, email: '', postalAddress: null },
      segments: memberships(contact?.id ?? 0),
      links: { unsubscribeUrl: page('u'), preferencesUrl: page('p'), viewUrl: page('v') },
      urls: PLAIN_URLS,
      organisation,
    });
  }

  private async loadContact(id: number): Promise<ContactRow> {
    const { contacts } = await loadRecipientFacts(this.db, [id], [], []);
    const contact = contacts.get(id);
    if (!contact) throw new DomainError('contact.not_found');
    return contact;
  }
}
