import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import type { ConditionProblem } from '#libs/conditions';
import { type ContactView, readContacts } from '#libs/contacts';
import { Database } from '#libs/db';
import {
  ContactSegments,
  type DaySize,
  type ExplainedSegment,
  type Explanation,
  type SavedSegment,
  type SegmentFolder,
  SegmentMembers,
  SegmentPreviews,
  SegmentSizes,
  SegmentsService,
  type UsedSegment,
} from '#libs/segments';
import { CurrentActor } from '../access/request-actor.js';
import { ClientGone } from '../http/client-gone.js';
import { IdPipe } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import {
  ChangeSegmentBody,
  ContactSegmentsQuery,
  CreateSegmentBody,
  ExplainSegmentQuery,
  ListSegmentsQuery,
  PreviewSegmentBody,
} from './segments.dto.js';

export interface PreviewAnswer {
  readonly count: number;
  /** False for an estimate. */
  readonly exact: boolean;
  readonly sample: readonly ContactView[];
  readonly took_ms: number;
  readonly warnings: readonly ConditionProblem[];
}

export interface ListedSegment extends UsedSegment {
  /** The size at the end of each day, oldest first; only where it was asked for. */
  readonly trend?: readonly DaySize[];
}

export type MemberAnswer = ContactView & { readonly entered_at: Date };

@Controller('api/v1')
export class SegmentsController {
  constructor(
    private readonly segments: SegmentsService,
    private readonly members: SegmentMembers,
    private readonly previews: SegmentPreviews,
    private readonly ofContacts: ContactSegments,
    private readonly sizes: SegmentSizes,
    private readonly db: Database,
  ) {}

  @Get('segments')
  async list(@Query() query: ListSegmentsQuery): Promise<Page<ListedSegment>> {
    const { limit, cursor, kind, search, folder, archived, trend_days: days } = query;
    const filter = { kind: kind ?? null, search: search ?? null, folder: folder ?? null, archived: archived ?? false };
    const found = await this.segments.list(filter, decodeIdCursor(cursor), limit + 1);
    const ids = found.map(({ id }) => id);
    const sizes = days === undefined ? undefined : await this.sizes.readAll(ids, days);
    return toPage(
      found,
      limit,
      ({ id }) => [id],
      (segment) => (sizes ? { ...segment, trend: sizes.get(segment.id) ?? [] } : segment),
    );
  }

  @Post('segments')
  create(@Body() { condition, ...body }: CreateSegmentBody, @CurrentActor() actor: Actor): Promise<SavedSegment> {
    return this.segments.create({ ...body, condition: condition ?? undefined }, actor);
  }

  @Post('segments/preview')
  @HttpCode(200)
  async preview(
    @Body() { condition, estimate }: PreviewSegmentBody,
    @ClientGone() gone: AbortSignal,
  ): Promise<PreviewAnswer> {
    const found = await this.previews.preview(condition, estimate ?? false, gone);
    const sample = await readContacts(this.db, found.contactIds);
    return {
      count: found.count,
      exact: found.exact,
      sample: sample.reverse(),
      took_ms: found.tookMs,
      warnings: found.warnings,
    };
  }

  @Get('segments/folders')
  async listFolders(): Promise<Page<SegmentFolder>> {
    return { data: await this.segments.folders(), next_cursor: null };
  }

  @Get('segments/:id')
  get(@Param('id', IdPipe) id: number): Promise<UsedSegment> {
    return this.segments.get(id);
  }

  @Patch('segments/:id')
  change(
    @Param('id', IdPipe) id: number,
    @Body() body: ChangeSegmentBody,
    @IfMatch() version: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<SavedSegment> {
    return this.segments.change(id, body, version, actor);
  }

  @Delete('segments/:id')
  async remove(
    @Param('id', IdPipe) id: number,
    @IfMatch() version: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<Record<string, never>> {
    await this.segments.remove(id, version, actor);
    return {};
  }

  @Get('segments/:id/members')
  async listMembers(
    @Param('id', IdPipe) id: number,
    @Query() { limit, cursor }: ListQuery,
  ): Promise<Page<MemberAnswer>> {
    const found = await this.members.list(id, decodeIdCursor(cursor), limit + 1);
    const contacts = new Map(
      (
        await readContacts(
          this.db,
          found.map(({ contact_id }) => contact_id),
        )
      ).map((contact) => [contact.id, contact]),
    );
    const rows = found.flatMap(({ contact_id, entered_at }) => {
      const contact = contacts.get(contact_id);
      return contact ? [{ ...contact, entered_at }] : [];
    });
    return toPage(
      rows,
      limit,
      (member) => [member.id],
      (member) => member,
    );
  }

  @Put('segments/:id/members/:contact')
  async addMember(
    @Param('id', IdPipe) id: number,
    @Param('contact', IdPipe) contact: number,
    @CurrentActor() actor: Actor,
  ): Promise<Record<string, never>> {
    await this.members.put(id, contact, actor);
    return {};
  }

  @Delete('segments/:id/members/:contact')
  async removeMember(
    @Param('id', IdPipe) id: number,
    @Param('contact', IdPipe) contact: number,
    @CurrentActor() actor: Actor,
  ): Promise<Record<string, never>> {
    await this.members.remove(id, contact, actor);
    return {};
  }

  @Get('segments/:id/explain')
  explain(@Param('id', IdPipe) id: number, @Query() { contact }: ExplainSegmentQuery): Promise<Explanation> {
    return this.members.explain(id, contact);
  }

  @Get('contacts/:id/segments')
  async listOfContact(
    @Param('id', IdPipe) id: number,
    @Query() { explain }: ContactSegmentsQuery,
  ): Promise<Page<ExplainedSegment>> {
    return { data: await this.ofContacts.list(id, explain ?? true), next_cursor: null };
  }
}
