import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings, type Organisation } from '#libs/accounts';
import { CompiledTemplates, withStandardFooter } from '#libs/content';
import { Database } from '#libs/db';
import { Clock, SecretRing } from '#libs/kernel';
import { looksOf, type ClaimedMessage } from '#libs/ledger';
import { SenderDomains } from '../domains/sender-domains.service.js';
import type { RecipientFacts } from '../gate/recipient-facts.js';
import type { Admitted } from '../gate/send-gate.js';
import type { SenderEntity } from '../senders/sender.entity.js';
import { SendersService } from '../senders/senders.service.js';
import { TrackingDomains } from '../tracking-domains/tracking-domains.service.js';
import { LinkSigner } from '../tracking-links/link-signer.js';
import type { OutgoingMail } from '../transports/mail-transport.js';
import { signsItself } from '../transports/open-transport.js';
import type { ContentRefusal } from './content-refusal.js';
import { GroupComposer } from './group-composer.js';
import { plainMail, templateMail, type MailBody, type ViewedMail } from './mail-body.js';
import { loadMemberships } from './memberships.js';

/** A mail that is ready to leave. */
export interface ComposedMail {
  readonly message: ClaimedMessage;
  /** Without angle brackets. */
  readonly messageId: string;
  readonly templateVersion: number | null;
  readonly subject: string;
  readonly outgoing: OutgoingMail;
}

/** What is known of a mail's content without sending it. */
export interface InspectedMail {
  readonly htmlBytes: number;
  /** Why D67 would leave it out. */
  readonly refusal: ContentRefusal | null;
}

/** Composes the mails of one group; what they share is done once. */
export interface MailComposer {
  readonly sender: SenderEntity;
  /** Of these mails a copy is stored as they leave. */
  readonly keepsCopies: boolean;
  /** Throws when this one contact's data can't make a mail, and `ContentRefusal` for one that may not leave (D67). */
  compose(entry: Admitted): ComposedMail;
  inspect(message: ClaimedMessage): InspectedMail;
  /** Signs them, where the sender's domain has a key that can be found; they are as they were otherwise. */
  seal(mails: readonly ComposedMail[]): Promise<readonly ComposedMail[]>;
  /** The mail as its reader may look at it later, without an open pixel. */
  view(message: ClaimedMessage): ViewedMail;
}

const TOPIC = `SELECT slug, name FROM topics WHERE id = $1`;

@Injectable()
export class MailComposers {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(LinkSigner) private readonly links: LinkSigner,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SecretRing) private readonly secrets: SecretRing,
    @Inject(SendersService) private readonly senders: SendersService,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
    @Inject(CompiledTemplates) private readonly templates: CompiledTemplates,
    @Inject(SenderDomains) private readonly domains: SenderDomains,
    @Inject(TrackingDomains) private readonly trackingDomains: TrackingDomains,
  ) {}

  /** Loads what a group shares: sender, template version, topic, and the memberships that the template asks for. */
  async open(first: ClaimedMessage, group: readonly Admitted[], facts: RecipientFacts): Promise<MailComposer> {
    const organisation = await this.organisation.get();
    const sender = await this.senders.resolve(first.senderId);
    const body = await this.openBody(first, group, sender, organisation);
    const [topic = null] = await this.db.query<{ slug: string; name: string }>(TOPIC, [first.topicId]);
    const dkim = signsItself(sender.transport) ? null : await this.domains.signingKey(sender);
    const trackingUrl = await this.trackingDomains.urlFor(sender);
    const { secrets, clock, links } = this;
    const shared = { organisation, sender, body, topic, facts, links, secrets, clock, first, dkim, trackingUrl };
    return new GroupComposer(shared);
  }

  private async openBody(
    first: ClaimedMessage,
    group: readonly Admitted[],
    sender: SenderEntity,
    organisation: Organisation,
  ): Promise<MailBody> {
    if (first.templateId === null) return plainMail;
    const { version, template } = await this.templates.get(first.templateId, first.templateVersion);
    const postalAddress = sender.postalAddress ?? organisation.postal_address;
    const compiled = looksOf(first) === 'marketing' ? withStandardFooter(template, { postalAddress }) : template;
    const contactIds = group.map(({ message }) => message.contactId);
    const slugs = compiled.uses.segments.map(({ name }) => name);
    return templateMail(compiled, version, await loadMemberships(this.db, contactIds, slugs), organisation);
  }
}
