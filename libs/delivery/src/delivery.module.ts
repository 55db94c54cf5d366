import { Module } from '@nestjs/common';
import { AccountsModule } from '#libs/accounts';
import { ContactsModule } from '#libs/contacts';
import { ContentModule } from '#libs/content';
import { LedgerModule } from '#libs/ledger';
import { Config, SecretRing } from '#libs/kernel';
import { DnsResolver, SystemDnsResolver } from './domains/dns-resolver.js';
import { SenderDomains } from './domains/sender-domains.service.js';
import { FrequencyCaps } from './gate/frequency-caps.js';
import { SendGate } from './gate/send-gate.js';
import { LinkTargets } from './reader/link-targets.js';
import { ReaderPreferences } from './reader/reader-preferences.js';
import { SentCopies } from './reader/sent-copies.js';
import { SentMails } from './reader/sent-mails.js';
import { MailComposers } from './render/mail-composers.js';
import { MailPreviewContexts } from './render/mail-preview-contexts.js';
import { TestMails } from './requests/test-mails.js';
import { SubjectCheck } from './requests/subject-check.js';
import { TransactionalMails } from './requests/transactional-mails.js';
import { RETURNS_EXPORTS, RETURNS_PROVIDERS } from './returns/returns.providers.js';
import { StoredCredentials } from './secrets/stored-credentials.js';
import { BatchSender } from './sending/batch-sender.js';
import { SenderService } from './sending/sender.service.js';
import { TransportPool } from './sending/transport-pool.js';
import { SenderCheck } from './senders/sender-check.js';
import { SendersService } from './senders/senders.service.js';
import { DomainGroups } from './throttles/domain-groups.js';
import { DomainHealth } from './throttles/domain-health.service.js';
import { WaitsForLimits } from './gate/waits-for-limits.js';
import { SenderPace } from './throttles/sender-pace.service.js';
import { SlowDowns } from './throttles/slow-downs.service.js';
import { Throttles } from './throttles/throttles.service.js';
import { InstallationProof } from './tracking-domains/installation-proof.js';
import { TrackingDomains } from './tracking-domains/tracking-domains.service.js';
import { TrackingWatch } from './tracking-domains/tracking-watch.js';
import { LinkSigner } from './tracking-links/link-signer.js';
import { HitRecorder } from './tracking/hit-recorder.js';
import { ContentForecast } from './why/content-forecast.service.js';
import { GateForecast } from './why/gate-forecast.service.js';
import { MessageFacts } from './why/message-facts.service.js';
import { SendExplanations } from './why/send-explanations.service.js';

/** Everything between a row of the ledger and the reader, and back. */
@Module({
  imports: [AccountsModule, ContactsModule, ContentModule, LedgerModule],
  providers: [
    FrequencyCaps,
    SendGate,
    MailComposers,
    MailPreviewContexts,
    SendersService,
    BatchSender,
    SenderService,
    SenderCheck,
    SenderDomains,
    { provide: DnsResolver, useClass: SystemDnsResolver },
    InstallationProof,
    TrackingDomains,
    TrackingWatch,
    TransportPool,
    StoredCredentials,
    DomainGroups,
    DomainHealth,
    SlowDowns,
    Throttles,
    SenderPace,
    WaitsForLimits,
    TestMails,
    SubjectCheck,
    TransactionalMails,
    HitRecorder,
    {
      provide: LinkSigner,
      inject: [SecretRing, Config],
      useFactory: (secrets: SecretRing, config: Config) => new LinkSigner(secrets, config.publicUrl),
    },
    LinkTargets,
    ReaderPreferences,
    SentMails,
    SentCopies,
    ContentForecast,
    GateForecast,
    MessageFacts,
    SendExplanations,
    ...RETURNS_PROVIDERS,
  ],
  exports: [
    ...RETURNS_EXPORTS,
    MailPreviewContexts,
    SendersService,
    SenderCheck,
    SenderDomains,
    InstallationProof,
    TrackingDomains,
    BatchSender,
    SenderService,
    TransportPool,
    SenderPace,
    WaitsForLimits,
    TestMails,
    TransactionalMails,
    HitRecorder,
    {
      provide: LinkSigner,
      inject: [SecretRing, Config],
      useFactory: (secrets: SecretRing, config: Config) => new LinkSigner(secrets, config.publicUrl),
    },
    LinkTargets,
    ReaderPreferences,
    SentMails,
    SentCopies,
    SendExplanations,
  ],
})
export class DeliveryModule {}
