import type { Organisation } from '#libs/accounts';
import type { CompiledTemplate, MailUrls } from '#libs/content';
import type { ClaimedMessage } from '#libs/ledger';
import type { ContactRow } from '../gate/recipient-facts.js';
import type { BodyText } from '../mime/body-text.js';
import type { SenderEntity } from '../senders/sender.entity.js';
import { mailContext, type BodyLinks } from './mail-context.js';
import type { Memberships } from './memberships.js';

export interface BodyInput {
  readonly message: Pick<ClaimedMessage, 'contactId' | 'data'>;
  readonly contact: ContactRow | undefined;
  readonly sender: SenderEntity;
  readonly links: BodyLinks;
  readonly urls: MailUrls;
}

/** A mail's words, in pieces as far as mails share them. */
export interface RenderedBody {
  readonly subject: string;
  readonly text: BodyText;
  readonly html?: BodyText | undefined;
  /** Values that the subject shows and that are missing; for each place those of which one would do. */
  readonly missing?: readonly (readonly string[])[] | undefined;
}

/** The same to be looked at. */
export interface ViewedMail {
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
}

/** What a mail says: a template's version, or the text that an alert carries with it. */
export interface MailBody {
  readonly templateVersion: number | null;
  /** Indexes of links whose target differs from mail to mail. */
  readonly dynamicLinks: ReadonlySet<number>;
  render(input: BodyInput): RenderedBody;
}

const NONE: ReadonlySet<number> = new Set();

/** Alerts: subject and text stand in the message's data. */
export const plainMail: MailBody = {
  templateVersion: null,
  dynamicLinks: NONE,
  render: ({ message }) => {
    const { subject, text, html } = message.data ?? {};
    if (typeof subject !== 'string' || typeof text !== 'string') throw new Error('The alert has no subject or text');
    return { subject, text, ...(typeof html === 'string' ? { html } : {}) };
  },
};

export function templateMail(
  compiled: CompiledTemplate,
  templateVersion: number,
  memberships: Memberships,
  organisation: Organisation,
): MailBody {
  const { statics } = compiled;
  return {
    templateVersion,
    dynamicLinks: compiled.dynamicLinks,
    render: ({ message, contact, sender, links, urls }) => {
      const segments = memberships(message.contactId);
      const context = mailContext({ contact, event: message.data, sender, segments, links, urls, organisation });
      const { subject, text, html, missing } = compiled.renderParts(context);
      return { subject, text: { chunks: text, statics }, html: { chunks: html, statics }, missing };
    },
  };
}
