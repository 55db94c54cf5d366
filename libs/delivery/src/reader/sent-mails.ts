import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { DomainError } from '#libs/kernel';
import type { ClaimedMessage } from '#libs/ledger';
import { loadRecipientFacts } from '../gate/recipient-facts.js';
import type { ViewedMail } from '../render/mail-body.js';
import { MailComposers } from '../render/mail-composers.js';
import { LinkSigner } from '../tracking-links/link-signer.js';
import type { LinkSubject } from '../tracking-links/link-subject.js';

const SENT = `
  SELECT id, contact_id AS "contactId", messages.source_kind AS "sourceKind", messages.source_id AS "sourceId", occurrence, class,
    recipient_kind AS "recipientKind", recipient_address AS "recipientAddress", topic_id AS "topicId",
    sender_id AS "senderId", template_id AS "templateId",
    coalesce(messages.template_version, queue.template_version) AS "templateVersion", data, messages.attempt,
    created_at AS "createdAt", request_id AS "requestId"
  FROM messages LEFT JOIN message_queue queue ON queue.message_id = messages.id WHERE id = $1`;

// What has not left has no reader who could look at it, and what has no template can't be rendered again.
const SUBJECT = `
  SELECT id AS "messageId", contact_id AS "contactId", coalesce(topic_id, 0) AS "topicId" FROM messages
  WHERE id = $1 AND template_id IS NOT NULL AND state IN ('sent', 'unknown')`;

/** "View in browser": the mail anew, from the version that was sent and the contact as they are now. */
@Injectable()
export class SentMails {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(MailComposers) private readonly composers: MailComposers,
    @Inject(LinkSigner) private readonly links: LinkSigner,
  ) {}

  /** Where the mail can be looked at. Throws `message.not_found` for what has not left. */
  async viewUrl(id: number): Promise<string> {
    const [subject] = await this.db.query<LinkSubject & Record<string, unknown>>(SUBJECT, [id]);
    if (!subject) throw new DomainError('message.not_found');
    return this.links.linksFor(subject).viewUrl;
  }

  /** Throws `message.not_found`. */
  async view(id: number): Promise<ViewedMail> {
    const [message] = await this.db.query<ClaimedMessage & Record<string, unknown>>(SENT, [id]);
    if (!message) throw new DomainError('message.not_found');
    const topics = message.topicId === null ? [] : [message.topicId];
    const facts = await loadRecipientFacts(this.db, [message.contactId], topics, []);
    const composer = await this.composers.open(message, [{ message, address: '' }], facts);
    return composer.view(message);
  }
}
