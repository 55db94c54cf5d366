import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import {
  ConsentService,
  ContactErasure,
  ContactsService,
  type ContactView,
  NotesService,
  Timeline,
  type TimelineCursor,
  type TimelineEntry,
} from '#libs/contacts';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { decodeCursor, isMoment, ListQuery, noCursor, type Page, toPage } from '../http/keyset.js';
import { nameOf } from './contact-answer.js';
import { ConsentBody, NoteBody } from './contacts.dto.js';

interface NoteAnswer {
  readonly id: number;
  readonly body: string;
  readonly author_id: number | null;
  readonly created_at: Date;
}

/** What hangs on one contact: tags, consents, notes, history. */
@Controller('api/v1/contacts/:id')
export class ContactDetailsController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly consents: ConsentService,
    private readonly notes: NotesService,
    private readonly history: Timeline,
    private readonly erasure: ContactErasure,
  ) {}

  @Put('tags/:tag')
  addTag(
    @Param('id', IdPipe) id: number,
    @Param('tag') tag: string,
    @CurrentActor() actor: Actor,
  ): Promise<ContactView> {
    return this.contacts.tag(id, tag, true, nameOf(actor));
  }

  @Delete('tags/:tag')
  removeTag(
    @Param('id', IdPipe) id: number,
    @Param('tag') tag: string,
    @CurrentActor() actor: Actor,
  ): Promise<ContactView> {
    return this.contacts.tag(id, tag, false, nameOf(actor));
  }

  @Put('consents/:topic')
  async decide(
    @Param('id', IdPipe) id: number,
    @Param('topic') topic: string,
    @Body() body: ConsentBody,
    @CurrentActor() actor: Actor,
  ): Promise<ContactView> {
    const { status, source, lawful_basis: lawfulBasis, text_version: textVersion, ip, expires_at: expiresAt } = body;
    const proof = { source, lawfulBasis, textVersion, ip, expiresAt, actor: nameOf(actor) };
    await this.consents.decide(id, topic, status, proof);
    return this.contacts.get(id);
  }

  @Post('notes')
  async addNote(
    @Param('id', IdPipe) id: number,
    @Body() { body }: NoteBody,
    @CurrentActor() actor: Actor,
  ): Promise<NoteAnswer> {
    const note = await this.notes.add(id, body, actor.kind === 'user' ? actor.id : null);
    return { id: note.id, body: note.body, author_id: note.authorId, created_at: note.createdAt };
  }

  @Get('timeline')
  async timeline(@Param('id', IdPipe) id: number, @Query() { limit, cursor }: ListQuery): Promise<Page<TimelineEntry>> {
    const entries = await this.history.read(id, toTimelineCursor(decodeCursor(cursor, 2)), limit + 1);
    return toPage(
      entries,
      limit,
      (entry) => [entry.at.toISOString(), entry.id],
      (entry) => entry,
    );
  }

  @Get('export')
  export(@Param('id', IdPipe) id: number): Promise<Record<string, unknown>> {
    return this.erasure.export(id);
  }

  @Post('erase')
  @HttpCode(200)
  async erase(@Param('id', IdPipe) id: number): Promise<Record<string, never>> {
    await this.erasure.erase(id);
    return {};
  }
}

function toTimelineCursor(key: readonly (string | number | null)[] | null): TimelineCursor | null {
  if (!key) return null;
  const [at, id] = key;
  if (!isMoment(at) || !Number.isSafeInteger(id)) throw noCursor();
  return { at: new Date(at), id: id as number };
}
