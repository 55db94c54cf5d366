export type { MailboxStore, ReceivedMail } from './mailbox/mailbox-store.js';
export type {
  CompiledMessage,
  FeedbackId,
  MailAddress,
  MailList,
  MessageBlueprint,
  RecipientParts,
} from './mime/message-blueprint.js';
export type { ClickLink, LinkPurpose, LinkSubject, MessageLinks } from './tracking-links/link-subject.js';
export { LinkSigner } from './tracking-links/link-signer.js';
export { defineTransport, type TransportDefinition } from './transports/define-transport.js';
export {
  SMTP_PHASES,
  type HandOver,
  type MailTransport,
  type NotSent,
  type OnResult,
  type OutgoingMail,
  type Sent,
  type SmtpPhase,
  type TransportCheck,
  type TransportRuntime,
} from './transports/mail-transport.js';
export { MailboxModule } from './mailbox/mailbox.module.js';
export { MailboxWriter } from './mailbox/mailbox-writer.js';
export { MailboxService, type MailDetail, type MailSummary } from './mailbox/mailbox.service.js';
export { startMailbox, type RunningMailbox } from './mailbox/start-mailbox.js';
export { compileMessage } from './mime/compile-message.js';
export { toWireAddress } from './mime/mail-address.js';
export { openTransport, type StoredTransport } from './transports/open-transport.js';
export { parseSmtpUrl, type SmtpParams } from './transports/smtp.params.js';
export { TRANSPORTS } from './transports/transport.list.js';
