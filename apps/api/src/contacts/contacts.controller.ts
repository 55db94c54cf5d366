import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { ContactErasure, ContactsQuery, ContactsService, type ContactView } from '#libs/contacts';
import { invalid } from '#libs/kernel';
import type { FastifyReply } from 'fastify';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { decodeCursor, type Page } from '../http/keyset.js';
import { nameOf, showPage, showResult, showWritten } from './contact-answer.js';
import { ContactsListQuery, SearchContactsBody } from './contacts.dto.js';

@Controller('api/v1/contacts')
export class ContactsController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly query: ContactsQuery,
    private readonly erasure: ContactErasure,
  ) {}

  @Get()
  list(@Query() query: ContactsListQuery): Promise<Page<ContactView>> {
    return this.read(query);
  }

  /** The list of those who match a condition tree. */
  @Post('search')
  @HttpCode(200)
  search(@Body() body: SearchContactsBody): Promise<Page<ContactView>> {
    return this.read(body, body.condition);
  }

  @Post()
  async upsert(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const written = await this.contacts.upsert(body, nameOf(actor));
    void reply.status(written.created ? 201 : 200);
    return showWritten(written);
  }

  @Post('batch')
  @HttpCode(200)
  async upsertBatch(@Body() body: unknown, @CurrentActor() actor: Actor): Promise<{ results: object[] }> {
    if (!Array.isArray(body)) throw invalid([{ path: '', message: 'must be an array of contacts' }]);
    return { results: (await this.contacts.upsertBatch(body, nameOf(actor))).map(showResult) };
  }

  @Get(':id')
  get(@Param('id', IdPipe) id: number): Promise<ContactView> {
    return this.contacts.get(id);
  }

  @Patch(':id')
  async patch(@Param('id', IdPipe) id: number, @Body() body: unknown, @CurrentActor() actor: Actor): Promise<object> {
    return showWritten(await this.contacts.patch(id, body, nameOf(actor)));
  }

  @Delete(':id')
  async delete(@Param('id', IdPipe) id: number): Promise<Record<string, never>> {
    await this.erasure.delete(id);
    return {};
  }

  private async read(query: ContactsListQuery, condition?: unknown): Promise<Page<ContactView>> {
    const { limit, cursor, search, sort, segment, tag } = query;
    const length = Boolean(search?.trim()) || !(sort ?? '').match(/^(?:-?(?:created_at|id))?$/) ? 2 : 1;
    const after = decodeCursor(cursor, length);
    const request = { search, sort, segment, tag, condition, after, limit: limit + 1 };
    return showPage(await this.query.list(request), limit);
  }
}
