import type { Type } from '@nestjs/common';
import { CampaignPeopleController } from './campaigns/campaign-people.controller.js';
import { CampaignRoundsController } from './campaigns/campaign-rounds.controller.js';
import { CampaignsController } from './campaigns/campaigns.controller.js';
import { AutomationsController } from './automations/automations.controller.js';
import { ContactAutomationsController } from './automations/contact-automations.controller.js';
import { AutomationVersionsController } from './automations/automation-versions.controller.js';
import { BackfillController } from './automations/backfill.controller.js';
import { DryRunController } from './automations/dry-run.controller.js';
import { EnrolmentsController } from './automations/enrolments.controller.js';
import { HeldController } from './automations/held.controller.js';
import { KeptOutController } from './automations/kept-out.controller.js';
import { StuckController } from './automations/stuck.controller.js';
import { CurrenciesController } from './currencies/currencies.controller.js';
import { DocsController } from './docs/docs.controller.js';
import { ContactDetailsController } from './contacts/contact-details.controller.js';
import { FieldsController } from './fields/fields.controller.js';
import { TagsController } from './tags/tags.controller.js';
import { TopicsController } from './topics/topics.controller.js';
import { SuppressionsController } from './suppressions/suppressions.controller.js';
import { ContactMergesController } from './contacts/contact-merges.controller.js';
import { ContactsController } from './contacts/contacts.controller.js';
import { EventsController } from './events/events.controller.js';
import { AutomationHooksController, HookAddressesController } from './hooks/automation-hooks.controller.js';
import { HealthController } from './health/health.controller.js';
import { ImportsController } from './imports/imports.controller.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { LiveController } from './live/live.controller.js';
import { MailboxController } from './mailbox/mailbox.controller.js';
import { MeController } from './me/me.controller.js';
import { MessageCopiesController } from './messages/message-copies.controller.js';
import { MessageExplanationsController } from './messages/message-explanations.controller.js';
import { MessagesController } from './messages/messages.controller.js';
import { InstallationProofController } from './public/installation-proof.controller.js';
import { ReaderController } from './public/reader.controller.js';
import { CartsController } from './recipes/carts.controller.js';
import { RecipesController } from './recipes/recipes.controller.js';
import { RegistryController } from './registry/registry.controller.js';
import { SendersController } from './senders/senders.controller.js';
import { AlertsController, TasksController } from './sales/alerts.controller.js';
import { HooksController } from './returned-mail/hooks.controller.js';
import { ReturnSourcesController } from './returned-mail/return-sources.controller.js';
import { ReturnedMailController } from './returned-mail/returned-mail.controller.js';
import { RejudgementController } from './tracking/rejudgement.controller.js';
import { SuggestionsController } from './suggestions/suggestions.controller.js';
import { SegmentCareController } from './segments/segment-care.controller.js';
import { SegmentHistoryController } from './segments/segment-history.controller.js';
import { SegmentsController } from './segments/segments.controller.js';
import { SessionController } from './session/session.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { SetupController } from './setup/setup.controller.js';
import { TemplatesController } from './templates/templates.controller.js';
import { AudiencesController } from './audiences/audiences.controller.js';
import { WebhookEndpointsController } from './webhooks/webhook-endpoints.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { UsersController } from './users/users.controller.js';

/** Every controller of the api. One line per resource. */
export const CONTROLLERS: Type[] = [
  HealthController,
  DocsController,
  SetupController,
  SessionController,
  InvitationsController,
  MeController,
  UsersController,
  KeysController,
  SettingsController,
  ContactMergesController,
  ContactsController,
  SuppressionsController,
  TopicsController,
  CurrenciesController,
  TagsController,
  FieldsController,
  ContactDetailsController,
  EventsController,
  ImportsController,
  RegistryController,
  LiveController,
  TemplatesController,
  MailboxController,
  SendersController,
  CampaignsController,
  CampaignRoundsController,
  CampaignPeopleController,
  MessageCopiesController,
  MessagesController,
  MessageExplanationsController,
  HooksController,
  ReturnSourcesController,
  ReturnedMailController,
  RejudgementController,
  InstallationProofController,
  ReaderController,
  RecipesController,
  CartsController,
  AutomationsController,
  AutomationVersionsController,
  BackfillController,
  DryRunController,
  EnrolmentsController,
  StuckController,
  KeptOutController,
  HeldController,
  ContactAutomationsController,
  AlertsController,
  TasksController,
  SuggestionsController,
  SegmentCareController,
  SegmentHistoryController,
  SegmentsController,
  WebhookEndpointsController,
  WebhooksController,
  AudiencesController,
  AutomationHooksController,
  HookAddressesController,
];
