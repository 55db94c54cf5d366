import type { Migration } from '#libs/db';
import { settings } from './0001-settings.js';
import { accounts } from './0002-accounts.js';
import { contacts } from './0003-contacts.js';
import { activity } from './0004-activity.js';
import { segments } from './0005-segments.js';
import { content } from './0006-content.js';
import { ledger } from './0007-ledger.js';
import { delivery } from './0008-delivery.js';
import { campaigns } from './0009-campaigns.js';
import { automations } from './0010-automations.js';
import { sales } from './0011-sales.js';
import { segmentsKept } from './0015-segments-kept.js';
import { returnedMail } from './0018-returned-mail.js';
import { enrolmentHolds } from './0021-enrolment-holds.js';
import { eventsByContact } from './0022-events-by-contact.js';
import { mailsByTime } from './0023-mails-by-time.js';
import { sendGate } from './0024-send-gate.js';
import { senderDomains } from './0025-sender-domains.js';
import { keyLimits } from './0026-key-limits.js';
import { judgedHits } from './0028-judged-hits.js';
import { campaignRounds } from './0030-campaign-rounds.js';
import { triggerTimers } from './0032-trigger-timers.js';
import { webhookDeliveries } from './0033-webhook-deliveries.js';
import { audiences } from './0034-audiences.js';
import { changedFields } from './0036-changed-fields.js';
import { currencies } from './0037-currencies.js';
import { messageQueue } from './0038-message-queue.js';
import { pinnedTemplates } from './0040-pinned-templates.js';
import { segmentZones } from './0041-segment-zones.js';
import { throttles } from './0042-throttles.js';
import { automationFolders } from './0047-automation-folders.js';
import { webhookEndpoints } from './0048-webhook-endpoints.js';
import { heldLooks } from './0049-held-looks.js';
import { testContacts } from './0051-test-contacts.js';
import { contactMerges } from './0052-contact-merges.js';
import { failedBuilds } from './0054-failed-builds.js';
import { causeChains } from './0056-cause-chains.js';
import { heldRuns } from './0057-held-runs.js';
import { failedBuildDetails } from './0058-failed-build-details.js';
import { versionsInUse } from './0059-versions-in-use.js';
import { mailsEndInPlace } from './0060-mails-end-in-place.js';
import { messageCopies } from './0061-message-copies.js';
import { senderNames } from './0062-sender-names.js';
import { releasedSenders } from './0064-released-senders.js';
import { returnEffects } from './0065-return-effects.js';
import { topicsOfCampaigns } from './0066-topics-of-campaigns.js';
import { rejudgements } from './0067-rejudgements.js';
import { rejudgedSlices } from './0071-rejudged-slices.js';

/** The schema, step by step, oldest first. Listed by hand: what is not here does not run. */
export const MIGRATIONS: readonly Migration[] = [
  settings,
  accounts,
  contacts,
  activity,
  segments,
  content,
  ledger,
  delivery,
  campaigns,
  automations,
  sales,
  segmentsKept,
  returnedMail,
  enrolmentHolds,
  eventsByContact,
  mailsByTime,
  sendGate,
  senderDomains,
  keyLimits,
  judgedHits,
  campaignRounds,
  triggerTimers,
  webhookDeliveries,
  audiences,
  changedFields,
  currencies,
  messageQueue,
  pinnedTemplates,
  segmentZones,
  throttles,
  automationFolders,
  webhookEndpoints,
  heldLooks,
  testContacts,
  contactMerges,
  failedBuilds,
  causeChains,
  heldRuns,
  failedBuildDetails,
  versionsInUse,
  mailsEndInPlace,
  messageCopies,
  senderNames,
  releasedSenders,
  returnEffects,
  topicsOfCampaigns,
  rejudgements,
  rejudgedSlices,
];
