import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { CampaignsService, CampaignValues, type PersonWithout } from '#libs/campaigns';
import { type PersonOfSource, SourcePeople } from '#libs/ledger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, type Page, toPage } from '../http/keyset.js';
import { CampaignPeopleQuery, PeopleWithoutQuery } from './campaign.dto.js';

/** Who is behind a number of a campaign's report, or of what is said before it starts. */
@Controller('api/v1/campaigns/:id')
export class CampaignPeopleController {
  constructor(
    private readonly campaigns: CampaignsService,
    private readonly people: SourcePeople,
    private readonly values: CampaignValues,
  ) {}

  @Get('people')
  async list(
    @Param('id', IdPipe) id: number,
    @Query() { outcome, reason, limit, cursor }: CampaignPeopleQuery,
  ): Promise<Page<PersonOfSource>> {
    await this.campaigns.get(id);
    const rows = await this.people.list(sourceOf(id), { outcome, reason }, decodeIdCursor(cursor), limit + 1);
    return toPage(
      rows,
      limit,
      (row) => [row.contact_id],
      (row) => row,
    );
  }

  /** Who of those who would get it lacks a value that the mail shows without a fallback. */
  @Get('preflight/people')
  async listWithout(
    @Param('id', IdPipe) id: number,
    @Query() { value, limit, cursor }: PeopleWithoutQuery,
  ): Promise<Page<PersonWithout>> {
    const campaign = await this.campaigns.get(id);
    const rows = await this.values.list(campaign, value, decodeIdCursor(cursor), limit + 1);
    return toPage(
      rows,
      limit,
      (row) => [row.contact_id],
      (row) => row,
    );
  }

  @Get('people.csv')
  async download(
    @Param('id', IdPipe) id: number,
    @Query() { outcome, reason }: CampaignPeopleQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.campaigns.get(id);
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="campaign-${String(id)}-${outcome}.csv"`)
      .send(Readable.from(this.people.toCsv(sourceOf(id), { outcome, reason })));
  }
}

function sourceOf(id: number) {
  return { kind: 'campaign', id };
}
