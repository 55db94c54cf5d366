import type { Organisation } from '#libs/accounts';
import type { Clock, SecretRing } from '#libs/kernel';
import { isCopied, looksOf, ownerOf, TEST_SOURCE, type ClaimedMessage } from '#libs/ledger';
import { signMail, type DkimKey } from '../dkim/sign-mail.js';
import { domainOf } from '../domains/sender-names.js';
import type { RecipientFacts } from '../gate/recipient-facts.js';
import type { Admitted } from '../gate/send-gate.js';
import { wholeText } from '../mime/body-text.js';
import { compileMessage, releaseMail } from '../mime/compile-message.js';
import { writeMessageId } from '../mime/message-ids.js';
import type { CompiledMessage } from '../mime/message-blueprint.js';
import type { SenderEntity } from '../senders/sender.entity.js';
import type { MessageLinks } from '../tracking-links/link-subject.js';
import type { LinkSigner } from '../tracking-links/link-signer.js';
import { displayName } from './contact-scope.js';
import { checkSize, checkSubject, findRefusal, type ContentRules } from './content-refusal.js';
import type { MailBody, RenderedBody, ViewedMail } from './mail-body.js';
import type { ComposedMail, InspectedMail, MailComposer } from './mail-composers.js';
import { mayTrack, trackedUrls, type TrackingChoice } from './tracked-urls.js';

interface GroupSettings {
  readonly organisation: Organisation;
  readonly sender: SenderEntity;
  readonly body: MailBody;
  readonly topic: { readonly slug: string; readonly name: string } | null;
  readonly facts: RecipientFacts;
  readonly links: LinkSigner;
  readonly secrets: SecretRing;
  readonly clock: Clock;
  /** Any message of the group: class and source are the same in all that matters here. */
  readonly first: ClaimedMessage;
  /** What mails are signed with; null while the domain has no key that can be found. */
  readonly dkim: DkimKey | null;
  /** Where its opens and clicks go. */
  readonly trackingUrl: string;
}

export class GroupComposer implements MailComposer {
  readonly sender: SenderEntity;
  readonly keepsCopies: boolean;
  /** As A-labels: that is how it stands in a Message-ID, a List-Id and a return path. */
  private readonly domain: string;
  private readonly returnPathDomain: string;
  private readonly compiled: CompiledMessage;
  private readonly rules: ContentRules;

  constructor(private readonly group: GroupSettings) {
    const { sender, topic, first } = group;
    this.sender = sender;
    this.keepsCopies = isCopied(first);
    this.domain = domainOf(sender);
    this.returnPathDomain = sender.returnPathDomain ?? this.domain;
    this.rules = { max_html_kb: group.organisation.max_html_kb, isTest: first.sourceKind === TEST_SOURCE };
    const isMarketing = looksOf(first) === 'marketing';
    this.compiled = compileMessage({
      from: { name: sender.name, address: sender.email },
      replyTo: sender.replyTo ? { address: sender.replyTo } : undefined,
      list: isMarketing && topic ? { id: `${topic.slug}.${this.domain}`, name: topic.name } : undefined,
      feedbackId: isMarketing ? feedbackId(first) : undefined,
      autoSubmitted: first.class === 'internal' ? 'auto-generated' : undefined,
    });
  }

  compose({ message, address }: Admitted): ComposedMail {
    const { facts, body, secrets, clock } = this.group;
    const now = clock.now();
    const links = this.linksOf(message);
    const messageId = writeMessageId(secrets, message.id, this.domain);
    const contact = facts.contacts.get(message.contactId);
    const rendered = this.render(message, links, this.tracking(message, now));
    checkSubject(rendered, this.rules);
    const { raw, isPlain } = this.compiled.fill({
      to: { name: message.recipientKind === 'contact' ? displayName(contact) : undefined, address },
      ...rendered,
      date: now,
      messageId,
      unsubscribe: looksOf(message) === 'marketing' ? { url: links.unsubscribeUrl } : undefined,
    });
    this.checkWritten(rendered, raw);
    const from = message.class === 'internal' ? this.sender.email : links.returnPath(this.returnPathDomain);
    const outgoing = { key: message.id, from, to: address, raw, isPlain };
    const { templateVersion } = body;
    return { message, messageId, templateVersion, subject: rendered.subject, outgoing };
  }

  async seal(mails: readonly ComposedMail[]): Promise<readonly ComposedMail[]> {
    const { dkim, clock } = this.group;
    if (!dkim) return mails;
    const at = clock.now();
    return Promise.all(
      mails.map(async (mail) => {
        const { outgoing } = mail;
        const raw = await signMail(outgoing.raw, dkim, at);
        releaseMail(outgoing.raw);
        return { ...mail, outgoing: { ...outgoing, raw } };
      }),
    );
  }

  /** As the reader saw it, for "view in browser": links work as in the mail, the pixel is left out. */
  view(message: ClaimedMessage): ViewedMail {
    const tracking = { ...this.tracking(message, this.group.clock.now()), opens: false };
    const { subject, text, html } = this.render(message, this.linksOf(message), tracking);
    return { subject, text: wholeText(text), html: html === undefined ? undefined : wholeText(html) };
  }

  inspect(message: ClaimedMessage): InspectedMail {
    const rendered = this.render(message, this.linksOf(message), this.tracking(message, this.group.clock.now()));
    const htmlBytes = rendered.html === undefined ? 0 : Buffer.byteLength(wholeText(rendered.html));
    return { htmlBytes, refusal: findRefusal(rendered, htmlBytes, this.rules) };
  }

  private checkWritten(rendered: RenderedBody, raw: Buffer): void {
    try {
      checkSize(rendered, raw.length, this.rules);
    } catch (error) {
      releaseMail(raw);
      throw error;
    }
  }

  private render(message: ClaimedMessage, links: MessageLinks, tracking: TrackingChoice): RenderedBody {
    const { facts, body } = this.group;
    const urls = trackedUrls(links, body.dynamicLinks, tracking);
    const contact = facts.contacts.get(message.contactId);
    return body.render({ message, contact, sender: this.sender, links, urls });
  }

  private linksOf(message: ClaimedMessage): MessageLinks {
    const { id, topicId } = message;
    const subject = { messageId: id, contactId: ownerOf(message), topicId: topicId ?? 0 };
    return this.group.links.linksFor(subject, this.group.trackingUrl);
  }

  /** Transactional and internal mail is never tracked. */
  private tracking(message: ClaimedMessage, now: Date): TrackingChoice {
    const { opens, clicks } = this.group.organisation.tracking;
    if (looksOf(message) !== 'marketing') return { opens: false, clicks: false };
    const consent = this.group.facts.tracking.get(message.contactId);
    return { opens: mayTrack(opens, consent, now), clicks: mayTrack(clicks, consent, now) };
  }
}

/** Google's Feedback-ID: campaign, customer, kind of mail, sender (5 to 15 characters, stable). */
function feedbackId({ sourceKind, sourceId }: ClaimedMessage) {
  return { campaign: `${sourceKind}-${String(sourceId)}`, customer: 'org', type: sourceKind, senderId: 'tidings' };
}
