import { Module } from '@nestjs/common';
import { AccountsModule } from '#libs/accounts';
import { ActivityModule } from '#libs/activity';
import { ContactsModule } from '#libs/contacts';
import { LedgerModule } from '#libs/ledger';
import { SegmentsModule } from '#libs/segments';
import { AutomationHooks } from './hooks/automation-hooks.service.js';
import { AutomationsConsumer } from './consumer/automations.consumer.js';
import { LiveAutomations } from './consumer/live-automations.js';
import { HeldLooks } from './consumer/held-looks.service.js';
import { RunWaker } from './consumer/run-waker.service.js';
import { WatchingVersions } from './consumer/watching-versions.js';
import { TriggerMatcher } from './consumer/trigger-matcher.service.js';
import { DefinitionChecker } from './definition/definition-checker.js';
import { ReferenceChecker } from './definition/reference-checker.js';
import { TopicIds } from './definition/topic-ids.js';
import { AutomationLifecycle } from './documents/automation-lifecycle.service.js';
import { AutomationsService } from './documents/automations.service.js';
import { AutomationVersions } from './documents/automation-versions.service.js';
import { DocumentRefs } from './documents/document-refs.js';
import { ForgottenSecrets } from './documents/forgotten-secrets.js';
import { DocumentSecrets } from './documents/document-secrets.service.js';
import { AutomationsContactOwner } from './enrolments/automations.contact-owner.js';
import { AutomationsExplainer } from './enrolments/automations.explainer.js';
import { AutomationsMessageSource } from './enrolments/automations.message-source.js';
import { DryRunAudience } from './dry-run/dry-run-audience.service.js';
import { DryRun } from './dry-run/dry-run.service.js';
import { Enroller } from './enrolments/enroller.service.js';
import { EnrolmentsQuery } from './enrolments/enrolments.query.js';
import { ManualEntry } from './enrolments/manual-entry.service.js';
import { ManualExit } from './enrolments/manual-exit.service.js';
import { StuckRuns } from './enrolments/stuck-runs.service.js';
import { Backfill } from './enrolments/backfill.service.js';
import { HeldRuns } from './enrolments/held-runs.service.js';
import { KeptOutContacts } from './enrolments/kept-out.service.js';
import { RunJudge } from './enrolments/run-judge.service.js';
import { JourneyNames } from './files/document-names.service.js';
import { JourneyFiles } from './files/journey-files.service.js';
import { CircleFinder } from './publishing/circle-finder.service.js';
import { PublishReview } from './publishing/publish-review.service.js';
import { RunMigration } from './publishing/run-migration.service.js';
import { Simulator } from './simulation/simulator.service.js';
import { TriggerProbe } from './simulation/trigger-probe.service.js';
import { EntryExplanations } from './explanation/entry-explanation.service.js';
import { TriggerEvidence } from './explanation/trigger-evidence.service.js';
import { AutomationRegistry } from './registry/automation-registry.js';
import { CompiledVersions } from './registry/compiled-versions.js';
import { AutomationRunner } from './runner/automation-runner.service.js';
import { Journey } from './runner/journey.service.js';
import { StepExecutor } from './runner/step-executor.service.js';
import { StepServices } from './steps/step-services.js';
import { StepWarnings } from './steps/step-warnings.service.js';
import { ContactZones } from './time/contact-zones.js';
import { ClockWork } from './timers/clock-work.service.js';
import { FieldMoments } from './timers/field-moments.service.js';
import { TimerArmer } from './timers/timer-armer.service.js';
import { TimerClocks } from './timers/timer-clocks.service.js';
import { TimerFiring } from './timers/timer-firing.service.js';
import { TriggerTimers } from './timers/trigger-timers.service.js';

const PUBLIC = [
  AutomationRegistry,
  AutomationsService,
  AutomationLifecycle,
  AutomationVersions,
  EnrolmentsQuery,
  PublishReview,
  Simulator,
  DryRun,
  JourneyFiles,
  EntryExplanations,
  ManualEntry,
  ManualExit,
  StuckRuns,
  KeptOutContacts,
  HeldRuns,
  Backfill,
  AutomationsConsumer,
  AutomationRunner,
  TriggerTimers,
  AutomationHooks,
  AutomationsContactOwner,
  AutomationsMessageSource,
  AutomationsExplainer,
  ContactZones,
];

/** Journeys. Needs the lists of triggers and steps, and `ConditionEvaluator`, from the registry. */
@Module({
  imports: [AccountsModule, ActivityModule, ContactsModule, SegmentsModule, LedgerModule],
  providers: [
    ...PUBLIC,
    DefinitionChecker,
    ReferenceChecker,
    TopicIds,
    DocumentRefs,
    DocumentSecrets,
    ForgottenSecrets,
    RunMigration,
    CircleFinder,
    JourneyNames,
    TriggerProbe,
    DryRunAudience,
    TriggerEvidence,
    CompiledVersions,
    LiveAutomations,
    TriggerMatcher,
    RunWaker,
    HeldLooks,
    WatchingVersions,
    RunJudge,
    Enroller,
    TimerClocks,
    TimerArmer,
    FieldMoments,
    ClockWork,
    TimerFiring,
    StepServices,
    StepWarnings,
    StepExecutor,
    Journey,
  ],
  exports: PUBLIC,
})
export class AutomationsModule {}
