import { Module } from '@nestjs/common';
import { AccountsModule } from '#libs/accounts';
import { DeadAddresses } from './claims/dead-addresses.js';
import { MessageClaims } from './claims/message-claims.js';
import { MessageResults } from './claims/message-results.js';
import { CopiesHousekeeping } from './copies/copies-housekeeping.js';
import { MessageCopies } from './copies/message-copies.service.js';
import { MessageEvents } from './events/message-events.service.js';
import { ReaderHits } from './events/reader-hits.service.js';
import { HitJudge } from './judge/hit-judge.service.js';
import { Rejudgements } from './judge/rejudgements.service.js';
import { LedgerContactOwner } from './ledger.contact-owner.js';
import { LedgerService } from './ledger.service.js';
import { LedgerSweep } from './ledger.sweep.js';
import { MessagesQuery } from './messages.query.js';
import { MessageReturns } from './returns/message-returns.js';
import { SourcePeople } from './source-people.query.js';
import { Ledger } from './ports/ledger.port.js';
import { AudienceOutbox } from './audiences/audience-outbox.service.js';
import { AudienceSyncer } from './audiences/audience-syncer.service.js';
import { Audiences } from './audiences/audiences.service.js';
import { CallTargets } from './webhooks/call-targets.service.js';
import { EndpointHealth } from './webhooks/endpoint-health.service.js';
import { KeptSecrets } from './webhooks/kept-secrets.service.js';
import { WebhookCaller } from './webhooks/webhook-caller.service.js';
import { WebhookClaims } from './webhooks/webhook-claims.js';
import { WebhookDeliveries } from './webhooks/webhook-deliveries.query.js';
import { WebhookEndpoints } from './webhooks/webhook-endpoints.service.js';
import { WebhookHousekeeping } from './webhooks/webhook-housekeeping.js';
import { WebhookOutbox } from './webhooks/webhook-outbox.service.js';
import { WebhookSecrets } from './webhooks/webhook-secrets.js';
import { WebhookSender } from './webhooks/webhook-sender.service.js';

const CALLS = [
  KeptSecrets,
  WebhookEndpoints,
  WebhookOutbox,
  WebhookSender,
  WebhookDeliveries,
  WebhookSecrets,
  Audiences,
  AudienceOutbox,
  AudienceSyncer,
];

@Module({
  imports: [AccountsModule],
  providers: [
    { provide: Ledger, useClass: LedgerService },
    MessageClaims,
    DeadAddresses,
    MessageResults,
    MessageEvents,
    ReaderHits,
    HitJudge,
    Rejudgements,
    MessageReturns,
    MessagesQuery,
    MessageCopies,
    CopiesHousekeeping,
    SourcePeople,
    LedgerContactOwner,
    LedgerSweep,
    ...CALLS,
    WebhookClaims,
    WebhookCaller,
    CallTargets,
    EndpointHealth,
    WebhookHousekeeping,
  ],
  exports: [
    Ledger,
    MessageClaims,
    DeadAddresses,
    MessageResults,
    MessageEvents,
    ReaderHits,
    HitJudge,
    Rejudgements,
    MessageReturns,
    MessagesQuery,
    MessageCopies,
    SourcePeople,
    LedgerContactOwner,
    ...CALLS,
  ],
})
export class LedgerModule {}
