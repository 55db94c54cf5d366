import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { type MailDetail, MailboxService, type MailSummary } from '#libs/delivery';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, type Page, toPage } from '../http/keyset.js';
import { MailboxQuery } from './mailbox.dto.js';

export interface MailAnswer {
  readonly id: number;
  readonly received_at: Date;
  /** Envelope sender; '' for the null reverse path. */
  readonly from: string;
  /** Envelope recipient. */
  readonly to: string;
  readonly subject: string | null;
  readonly message_id: string | null;
  /** Bytes of the raw mail. */
  readonly size: number;
}

export interface MailDetailAnswer extends MailAnswer {
  readonly from_header: MailDetail['fromHeader'];
  readonly to_header: MailDetail['toHeader'];
  /** As it came: show it in a sandboxed frame only. */
  readonly html: string | null;
  readonly text: string | null;
  readonly headers: MailDetail['headers'];
  readonly attachments: MailDetail['attachments'];
}

@Controller('api/v1/mailbox')
export class MailboxController {
  constructor(private readonly mailbox: MailboxService) {}

  @Get()
  async list(@Query() { limit, cursor, search }: MailboxQuery): Promise<Page<MailAnswer>> {
    const before = decodeIdCursor(cursor) ?? undefined;
    const mails = await this.mailbox.list({ search, before, limit: limit + 1 });
    return toPage(mails, limit, ({ id }) => [id], show);
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<MailDetailAnswer> {
    const mail = await this.mailbox.get(id);
    const { fromHeader, toHeader, html, text, headers, attachments } = mail;
    return { ...show(mail), from_header: fromHeader, to_header: toHeader, html, text, headers, attachments };
  }

  @Get(':id/raw')
  @Header('Content-Type', 'message/rfc822')
  async raw(@Param('id', IdPipe) id: number): Promise<StreamableFile> {
    return new StreamableFile(await this.mailbox.raw(id), { type: 'message/rfc822' });
  }
}

function show({ id, receivedAt, from, to, subject, messageId, size }: MailSummary): MailAnswer {
  return { id, received_at: receivedAt, from, to, subject, message_id: messageId, size };
}
