import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import {
  AutomationLifecycle,
  AutomationsService,
  PublishReview,
  type AutomationFolder,
  type AutomationReview,
  type AutomationSummary,
  type AutomationView,
} from '#libs/automations';
import { invalid } from '#libs/kernel';
import { CurrentActor } from '../access/request-actor.js';
import { DuplicateBody } from '../http/duplicate.dto.js';
import { IdPipe } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import { decodeIdCursor, toPage, type Page } from '../http/keyset.js';
import { StorablePipe } from '../http/storable.pipe.js';
import { AutomationListQuery, PublishAutomationDto, SaveAutomationQuery } from './automations.dto.js';

/** The document itself is the body: see contracts, "Automation". */
@Controller('api/v1/automations')
export class AutomationsController {
  constructor(
    private readonly automations: AutomationsService,
    private readonly lifecycle: AutomationLifecycle,
    private readonly review: PublishReview,
  ) {}

  @Get()
  async list(@Query() { limit, cursor, ...only }: AutomationListQuery): Promise<Page<AutomationSummary>> {
    const filter = { ...only, limit: limit + 1, before: decodeIdCursor(cursor) };
    const rows = await this.automations.list(filter);
    return toPage(
      rows,
      limit,
      ({ id }) => [id],
      (row) => row,
    );
  }

  @Post()
  create(
    @Body(StorablePipe) body: unknown,
    @Query() { incomplete }: SaveAutomationQuery,
    @CurrentActor() actor: Actor,
  ): Promise<AutomationView> {
    return this.automations.create(body, actor, { incomplete });
  }

  @Get('folders')
  async listFolders(): Promise<Page<AutomationFolder>> {
    return { data: await this.automations.folders(), next_cursor: null };
  }

  @Get(':id')
  get(@Param('id', IdPipe) id: number): Promise<AutomationView> {
    return this.automations.get(id);
  }

  /** Replaces the members that are given; null takes an optional one away. */
  @Patch(':id')
  update(
    @Param('id', IdPipe) id: number,
    @Body(StorablePipe) body: unknown,
    @Query() { incomplete }: SaveAutomationQuery,
    @IfMatch() basedOn: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<AutomationView> {
    return this.automations.update(id, toObject(body), basedOn, actor, { incomplete });
  }

  @Put(':id')
  replace(
    @Param('id', IdPipe) id: number,
    @Body(StorablePipe) body: unknown,
    @Query() { incomplete }: SaveAutomationQuery,
    @IfMatch() basedOn: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<AutomationView> {
    return this.automations.replace(id, body, basedOn, actor, { incomplete });
  }

  @Delete(':id')
  async remove(
    @Param('id', IdPipe) id: number,
    @IfMatch() basedOn: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<Record<string, never>> {
    await this.automations.remove(id, basedOn, actor);
    return {};
  }

  @Post(':id/publish')
  @HttpCode(200)
  publish(
    @Param('id', IdPipe) id: number,
    @Body() { migrate }: PublishAutomationDto,
    @IfMatch() basedOn: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<AutomationView> {
    return this.lifecycle.publish(id, actor, { migrate, basedOn });
  }

  /** What publishing would change, and for whom. */
  @Get(':id/review')
  reviewDraft(@Param('id', IdPipe) id: number): Promise<AutomationReview> {
    return this.review.review(id);
  }

  @Post(':id/pause')
  @HttpCode(200)
  pause(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<AutomationView> {
    return this.lifecycle.pause(id, actor);
  }

  @Post(':id/resume')
  @HttpCode(200)
  resume(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<AutomationView> {
    return this.lifecycle.resume(id, actor);
  }

  @Post(':id/archive')
  @HttpCode(200)
  archive(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<AutomationView> {
    return this.lifecycle.archive(id, actor);
  }

  @Post(':id/restore')
  @HttpCode(200)
  restore(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<AutomationView> {
    return this.lifecycle.restore(id, actor);
  }

  @Post(':id/duplicate')
  duplicate(
    @Param('id', IdPipe) id: number,
    @Body() { name }: DuplicateBody,
    @CurrentActor() actor: Actor,
  ): Promise<AutomationView> {
    return this.automations.duplicate(id, name ?? null, actor);
  }
}

function toObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw invalid([{ path: '', message: 'must be an object' }]);
}
