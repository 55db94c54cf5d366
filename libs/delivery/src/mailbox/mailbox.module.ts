import { Module } from '@nestjs/common';
import { MailboxService } from './mailbox.service.js';

/** Reading the built-in mailbox. Its SMTP server is a process of its own. */
@Module({ providers: [MailboxService], exports: [MailboxService] })
export class MailboxModule {}
