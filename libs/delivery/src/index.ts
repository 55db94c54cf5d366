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
export { DeliveryModule } from './delivery.module.js';
export { LinkTargets } from './reader/link-targets.js';
export { ReaderPreferences, type ReaderView, type TopicChoice } from './reader/reader-preferences.js';
export { SentMails } from './reader/sent-mails.js';
export { MailPreviewContexts } from './render/mail-preview-contexts.js';
export { TestMails, type TestMailRequest } from './requests/test-mails.js';
export { TransactionalMails, type TransactionalRequest } from './requests/transactional-mails.js';
export { SenderCheck } from './senders/sender-check.js';
export { SenderEntity, type TransportSetting } from './senders/sender.entity.js';
export { SendersService, type SenderChange, type SenderInput } from './senders/senders.service.js';
export { SenderService } from './sending/sender.service.js';
export { HitRecorder } from './tracking/hit-recorder.js';
export { isMachine } from './tracking/machine-rules.js';
export { DELIVERY_ENTITIES } from './entities.js';
