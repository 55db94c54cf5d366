import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import {
  AutomationVersions,
  type AutomationDocument,
  type AutomationVersionSummary,
  type AutomationView,
} from '#libs/automations';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import { decodeIdCursor, ListQuery, toPage, type Page } from '../http/keyset.js';

/** What was published before: `{version}` is the number that enrolments carry. */
@Controller('api/v1/automations/:id/versions')
export class AutomationVersionsController {
  constructor(private readonly versions: AutomationVersions) {}

  @Get()
  async list(
    @Param('id', IdPipe) id: number,
    @Query() { limit, cursor }: ListQuery,
  ): Promise<Page<AutomationVersionSummary>> {
    const rows = await this.versions.list(id, { limit: limit + 1, before: decodeIdCursor(cursor) });
    return toPage(
      rows,
      limit,
      ({ version }) => [version],
      (row) => row,
    );
  }

  @Get(':version')
  get(@Param('id', IdPipe) id: number, @Param('version', IdPipe) version: number): Promise<AutomationDocument> {
    return this.versions.get(id, version);
  }

  /** The draft becomes what the version was; nothing runs otherwise before it is published. */
  @Post(':version/take-back')
  @HttpCode(200)
  takeBack(
    @Param('id', IdPipe) id: number,
    @Param('version', IdPipe) version: number,
    @IfMatch() basedOn: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<AutomationView> {
    return this.versions.takeBack(id, version, basedOn, actor);
  }
}
