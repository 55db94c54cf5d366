import { Body, Controller, Get, Param, Patch, Post, Res } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { ContactsService, type ContactView, type RowResult, type WrittenContact } from '#libs/contacts';
import { ERROR_CODES, invalid } from '#libs/kernel';
import type { FastifyReply } from 'fastify';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';

@Controller('api/v1/contacts')
export class ContactsController {
  constructor(private readonly contacts: ContactsService) {}

  @Post()
  async upsert(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const written = await this.contacts.upsert(body, nameOf(actor));
    void reply.status(written.created ? 201 : 200);
    return show(written);
  }

  @Post('batch')
  async upsertBatch(
    @Body() body: unknown,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ results: object[] }> {
    if (!Array.isArray(body)) throw invalid([{ path: '', message: 'must be an array of contacts' }]);
    void reply.status(200);
    return { results: (await this.contacts.upsertBatch(body, nameOf(actor))).map(showResult) };
  }

  @Get(':id')
  get(@Param('id', IdPipe) id: number): Promise<ContactView> {
    return this.contacts.get(id);
  }

  @Patch(':id')
  async patch(@Param('id', IdPipe) id: number, @Body() body: unknown, @CurrentActor() actor: Actor): Promise<object> {
    return show(await this.contacts.patch(id, body, nameOf(actor)));
  }
}

function nameOf(actor: Actor): string {
  return `${actor.kind}:${actor.id}`;
}

/** `warnings` is there only when something was left as it is. */
function show({ contact, keptConsents }: WrittenContact): object {
  return keptConsents.length > 0 ? { ...contact, warnings: warn(keptConsents) } : contact;
}

function showResult({ status, contactId, error, keptConsents }: RowResult): object {
  return {
    status,
    ...(contactId === undefined ? {} : { id: contactId }),
    ...(error ? { error } : {}),
    ...(keptConsents ? { warnings: warn(keptConsents) } : {}),
  };
}

function warn(topics: readonly string[]): object[] {
  const message = ERROR_CODES['consent.kept'].meaning;
  return topics.map((topic) => ({ code: 'consent.kept', path: `consents.${topic}`, message }));
}
