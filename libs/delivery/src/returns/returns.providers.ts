import type { Provider } from '@nestjs/common';
import { ReturnListener } from './listener/return-listener.service.js';
import { ReturnRecipients } from './listener/return-recipients.js';
import { ReturnMatcher } from './match/return-matcher.js';
import { ReturnRecorder } from './record/return-recorder.js';
import { ReturnsHousekeeping } from './record/returns-housekeeping.js';
import { ReturnedMails } from './returned-mails.query.js';
import { ReturnsContactOwner } from './returns.contact-owner.js';
import { HookIntake } from './sources/hook-intake.js';
import { MailboxPoller } from './sources/mailbox-poller.js';
import { ReturnSources } from './sources/return-sources.service.js';

/** What DeliveryModule offers about returned mail. */
export const RETURNS_EXPORTS = [
  HookIntake,
  MailboxPoller,
  ReturnedMails,
  ReturnListener,
  ReturnRecorder,
  ReturnsContactOwner,
  ReturnSources,
];

export const RETURNS_PROVIDERS: Provider[] = [...RETURNS_EXPORTS, ReturnMatcher, ReturnRecipients, ReturnsHousekeeping];
