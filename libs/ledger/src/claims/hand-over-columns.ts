import type { MailHandOver } from './claimed-message.js';
import { storable } from './storable.js';

/** The parameters of `toSending`, in order. */
export function handOverColumns(owner: string, mails: readonly MailHandOver[]): unknown[] {
  return [
    owner,
    mails.map(({ message }) => message.id),
    mails.map(({ message }) => message.attempt),
    mails.map(({ messageId }) => messageId),
    mails.map(({ templateVersion }) => templateVersion),
    mails.map(({ subject }) => storable(subject).slice(0, 300)),
    mails.map(({ message }) => message.contactId),
    // Only marketing needs consent; on no topic there is none.
    mails.map(({ message }) => (message.class === 'marketing' ? (message.topicId ?? 0) : null)),
    // A colleague's alert is no mail to the one whom it is about.
    mails.map(({ message, outgoing }) => (message.class === 'internal' ? null : outgoing.to)),
  ];
}
