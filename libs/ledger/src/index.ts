export {
  type ClaimedMessage,
  type Lane,
  type MailHandOver,
  type Result,
  type Verdict,
} from './claims/claimed-message.js';
export { MessageClaims } from './claims/message-claims.js';
export { DeadAddresses } from './claims/dead-addresses.js';
export { MessageResults } from './claims/message-results.js';
export { ENQUEUE_WRITTEN, WRITTEN } from './claims/queue-rows.js';
export { isCopied, type CopiedMail } from './copies/copied-mail.js';
export { type CopyFacts, type CopyStanding, MessageCopies } from './copies/message-copies.service.js';
export { MessageEvents, type MessageEventKind, type NewMessageEvent } from './events/message-events.service.js';
export { type Hit, ReaderHits } from './events/reader-hits.service.js';
export { HitJudge } from './judge/hit-judge.service.js';
export { Rejudgements, type Rejudgement } from './judge/rejudgements.service.js';
export { judgeHits } from './judge/human-hits.js';
export { howAsked, refusesWatching, requestSigns } from './judge/request-signs.js';
export { isMachine } from './judge/signs.js';
export { email } from './conditions/email/email.condition.js';
export { LedgerContactOwner } from './ledger.contact-owner.js';
export { LedgerModule } from './ledger.module.js';
export { MessagesQuery, type MessageDetail, type MessageFilter, type MessageView } from './messages.query.js';
export {
  Ledger,
  type MessageClass,
  type NewMessage,
  type Recipient,
  type SourceQuietHours,
  type SourceRef,
  type SourceSetting,
} from './ports/ledger.port.js';
export { MESSAGE_SOURCES, type MessageSource, type SourcedMessage } from './ports/message-source.port.js';
export { readQuietHours, sourceKey } from './source-quiet-hours.js';
export { looksOf, ownerOf, TEST_SOURCE } from './test-source.js';
export { OUTCOMES } from './outcome-order.js';
export { PEOPLE_OUTCOMES, type PeopleOutcome, type PersonOfSource, SourcePeople } from './source-people.query.js';
export { readSourceReport, type SourceReport } from './source-report.js';
export { AudienceOutbox } from './audiences/audience-outbox.service.js';
export { AUDIENCE_PROVIDERS } from './audiences/audience-provider.list.js';
export { AudienceSyncer } from './audiences/audience-syncer.service.js';
export { Audiences, type AudienceView } from './audiences/audiences.service.js';
export { KeptSecrets } from './webhooks/kept-secrets.service.js';
export {
  WebhookEndpoints,
  type EndpointView,
  type EndpointWithSecret,
  type SavedEndpoint,
  type TestAnswer,
} from './webhooks/webhook-endpoints.service.js';
export { headerFaults, isCallable } from './webhooks/webhook-target.js';
export { WebhookDeliveries, type WebhookView } from './webhooks/webhook-deliveries.query.js';
export { WebhookOutbox } from './webhooks/webhook-outbox.service.js';
export { WebhookSecrets } from './webhooks/webhook-secrets.js';
export { WebhookSender } from './webhooks/webhook-sender.service.js';
export { SECRET_PATTERN, verifyCall, writeSecret } from './webhooks/webhook-signature.js';
export { MessageReturns, type MessageReturn, type ReturnedMessage } from './returns/message-returns.js';
export {
  SOURCE_EXPLAINERS,
  type Absence,
  type ExplainedSource,
  type ForeseenMail,
  type SourceExplainer,
} from './ports/source-explainer.port.js';
export { consentFact, expiryFact, readTopicName } from './why/consent-fact.js';
export { FACTS } from './why/fact.list.js';
export { fact, type CountedMail, type Fact } from './why/fact.js';
export type { FactCode } from './why/fact.list.js';
