import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { type ContactView, readContacts } from '#libs/contacts';
import { Database } from '#libs/db';
import {
  type SavedSegment,
  SegmentArchive,
  type SegmentDifference,
  SegmentDifferences,
  type SegmentVersion,
  SegmentVersions,
  type SegmentView,
} from '#libs/segments';
import { CurrentActor } from '../access/request-actor.js';
import { DuplicateBody } from '../http/duplicate.dto.js';
import { IdPipe } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import { SegmentChangesBody } from './segments.dto.js';

export interface ChangesAnswer extends Omit<SegmentDifference, 'entering' | 'leaving'> {
  /** Some of those who would enter, newest contact first. */
  readonly entering: readonly ContactView[];
  readonly leaving: readonly ContactView[];
}

/** What is done to segments besides making and editing them. */
@Controller('api/v1/segments/:id')
export class SegmentCareController {
  constructor(
    private readonly differences: SegmentDifferences,
    private readonly versions: SegmentVersions,
    private readonly keeping: SegmentArchive,
    private readonly db: Database,
  ) {}

  @Post('changes')
  @HttpCode(200)
  async changes(@Param('id', IdPipe) id: number, @Body() { condition }: SegmentChangesBody): Promise<ChangesAnswer> {
    const { entering, leaving, ...counted } = await this.differences.compare(id, condition);
    const contacts = await readContacts(this.db, [...entering, ...leaving]);
    const pick = (ids: readonly number[]): ContactView[] =>
      contacts.filter((contact) => ids.includes(contact.id)).reverse();
    return { ...counted, entering: pick(entering), leaving: pick(leaving) };
  }

  @Get('versions')
  async listVersions(
    @Param('id', IdPipe) id: number,
    @Query() { limit, cursor }: ListQuery,
  ): Promise<Page<SegmentVersion>> {
    const found = await this.versions.list(id, decodeIdCursor(cursor), limit + 1);
    return toPage(
      found,
      limit,
      ({ revision }) => [revision],
      (version) => version,
    );
  }

  @Post('versions/:revision/restore')
  @HttpCode(200)
  restoreVersion(
    @Param('id', IdPipe) id: number,
    @Param('revision', IdPipe) revision: number,
    @IfMatch() version: number | null,
    @CurrentActor() actor: Actor,
  ): Promise<SavedSegment> {
    return this.versions.restore(id, revision, version, actor);
  }

  @Post('duplicate')
  duplicate(
    @Param('id', IdPipe) id: number,
    @Body() { name }: DuplicateBody,
    @CurrentActor() actor: Actor,
  ): Promise<SegmentView> {
    return this.keeping.duplicate(id, name ?? null, actor);
  }

  @Post('archive')
  @HttpCode(200)
  archive(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<SegmentView> {
    return this.keeping.archive(id, actor);
  }

  @Post('restore')
  @HttpCode(200)
  restore(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<SegmentView> {
    return this.keeping.restore(id, actor);
  }

  @Post('cancel')
  @HttpCode(200)
  cancel(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<SegmentView> {
    return this.keeping.cancelBuild(id, actor);
  }
}
