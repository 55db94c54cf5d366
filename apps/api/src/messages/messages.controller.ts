import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ContactsService } from '#libs/contacts';
import { TransactionalMails } from '#libs/delivery';
import { MessagesQuery } from '#libs/ledger';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, toPage } from '../http/keyset.js';
import { MessagesQueryDto, SendMessageDto } from './message.dto.js';

@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    private readonly messages: MessagesQuery,
    private readonly transactional: TransactionalMails,
    private readonly contacts: ContactsService,
  ) {}

  @Get()
  async list(@Query() query: MessagesQueryDto) {
    const { contact, campaign, automation, status, limit } = query;
    const before = decodeIdCursor(query.cursor) ?? undefined;
    const rows = await this.messages.list({ contact, campaign, automation, status, before, limit: limit + 1 });
    return toPage(
      rows,
      limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number) {
    return this.messages.get(id);
  }

  @Post()
  @HttpCode(202)
  async send(@Body() body: SendMessageDto, @Headers('idempotency-key') key?: string) {
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
    return this.messages.get(id);
  }
}
