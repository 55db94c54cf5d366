import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Redirect } from '@nestjs/common';
import { ContactsService, DocumentNames } from '#libs/contacts';
import { Database } from '#libs/db';
import { SentMails, TransactionalMails } from '#libs/delivery';
import { type CopyStanding, MessageCopies, type MessageDetail, MessagesQuery, type MessageView } from '#libs/ledger';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, type Page, toPage } from '../http/keyset.js';
import { MessagesQueryDto, SendMessageDto } from './message.dto.js';

/** A message with what sends it and its template by name; null where there is none. */
type MessageAnswer = MessageView & { readonly source_name: string | null; readonly template_name: string | null };

/** One message with what was given for it, and whether a copy of the mail is kept. */
type MessageDetailAnswer = MessageDetail & MessageAnswer & CopyStanding;

@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    private readonly messages: MessagesQuery,
    private readonly transactional: TransactionalMails,
    private readonly contacts: ContactsService,
    private readonly sent: SentMails,
    private readonly copies: MessageCopies,
    private readonly names: DocumentNames,
    private readonly db: Database,
  ) {}

  @Get()
  async list(@Query() query: MessagesQueryDto): Promise<Page<MessageAnswer>> {
    const { limit, cursor, ...filter } = query;
    const before = decodeIdCursor(cursor) ?? undefined;
    const rows = await this.messages.list({ ...filter, before, limit: limit + 1 });
    return toPage(
      await this.named(rows),
      limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<MessageDetailAnswer> {
    return this.show(await this.messages.get(id));
  }

  /** Leads to the mail as its reader sees it. */
  @Get(':id/view')
  @Redirect()
  async view(@Param('id', IdPipe) id: number): Promise<{ url: string; statusCode: number }> {
    return { url: await this.sent.viewUrl(id), statusCode: 302 };
  }

  @Post()
  @HttpCode(202)
  async send(@Body() body: SendMessageDto, @Headers('idempotency-key') key?: string): Promise<MessageDetailAnswer> {
    const request = {
      to: body.to,
      templateId: body.template_id,
      data: body.data ?? null,
      senderId: body.sender_id ?? null,
      key: key ?? null,
    };
    const id = await this.transactional.send(request, async (email) => {
      const { contact } = await this.contacts.upsert({ email }, 'transactional');
      return contact.id;
    });
    return this.show(await this.messages.get(id));
  }

  private async show(message: MessageDetail): Promise<MessageDetailAnswer> {
    const [[named], standing] = await Promise.all([this.named([message]), this.copies.standing(message)]);
    return { ...message, source_name: null, template_name: null, ...named, ...standing };
  }

  private async named(messages: readonly MessageView[]): Promise<MessageAnswer[]> {
    const sources = messages.map(({ source_kind: kind, source_id: id }) => ({ kind, id }));
    const templates = messages.map(({ template_id: id }) => ({ kind: 'template', id: id ?? 0 }));
    const names = await this.names.nameAll(this.db, [...sources, ...templates]);
    return messages.map((message, index) => ({
      ...message,
      source_name: names[index]?.name ?? null,
      template_name: names[messages.length + index]?.name ?? null,
    }));
  }
}
