import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { type Actor } from '#libs/accounts';
import {
  CampaignLifecycle,
  CampaignPreflight,
  CampaignsService,
  type CampaignEntity,
  type CampaignInput,
} from '#libs/campaigns';
import { TestMails } from '#libs/delivery';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import { decodeIdCursor, ListQuery, toPage } from '../http/keyset.js';
import { CreateCampaignDto, TestMailDto, UpdateCampaignDto } from './campaign.dto.js';
import { showCampaign } from './show-campaign.js';

@Controller('api/v1/campaigns')
export class CampaignsController {
  constructor(
    private readonly campaigns: CampaignsService,
    private readonly lifecycle: CampaignLifecycle,
    private readonly preflights: CampaignPreflight,
    private readonly testMails: TestMails,
  ) {}

  @Get()
  async list(@Query() query: ListQuery) {
    const before = decodeIdCursor(query.cursor) ?? undefined;
    const rows = await this.campaigns.list({ before, limit: query.limit + 1 });
    const slugs = await this.campaigns.topicSlugs();
    return toPage(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => showCampaign(row, slugs.get(row.topicId) ?? ''),
    );
  }

  @Post()
  async create(@Body() body: CreateCampaignDto, @CurrentActor() actor: Actor) {
    const userId = actor.kind === 'user' ? actor.id : null;
    return this.show(await this.campaigns.create(toInput(body), userId));
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number) {
    return this.show(await this.campaigns.get(id));
  }

  @Patch(':id')
  async update(@Param('id', IdPipe) id: number, @Body() body: UpdateCampaignDto, @IfMatch() version: number | null) {
    return this.show(await this.campaigns.update(id, toInput(body), version));
  }

  @Delete(':id')
  async remove(@Param('id', IdPipe) id: number, @IfMatch() expected: number | null): Promise<Record<string, never>> {
    await this.campaigns.remove(id, expected);
    return {};
  }

  @Post(':id/start')
  @HttpCode(200)
  async start(@Param('id', IdPipe) id: number) {
    await this.lifecycle.start(id);
    return this.get(id);
  }

  @Post(':id/pause')
  @HttpCode(200)
  async pause(@Param('id', IdPipe) id: number) {
    await this.lifecycle.pause(id);
    return this.get(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  async resume(@Param('id', IdPipe) id: number) {
    await this.lifecycle.resume(id);
    return this.get(id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(@Param('id', IdPipe) id: number) {
    await this.lifecycle.cancel(id);
    return this.get(id);
  }

  @Post(':id/test')
  @HttpCode(202)
  async test(@Param('id', IdPipe) id: number, @Body() body: TestMailDto) {
    const { templateId, templateVersion, topicId, senderId } = await this.campaigns.get(id);
    const contactId = body.contact_id ?? null;
    return this.testMails.send({ templateId, templateVersion, topicId, senderId, to: body.to, contactId });
  }

  @Get(':id/preflight')
  async preflight(@Param('id', IdPipe) id: number) {
    return this.preflights.check(id);
  }

  @Get(':id/report')
  async report(@Param('id', IdPipe) id: number) {
    return this.campaigns.report(id);
  }

  private async show(campaign: CampaignEntity) {
    return showCampaign(campaign, (await this.campaigns.topicSlugs()).get(campaign.topicId) ?? '');
  }
}

/** The service's words for the API's; what is absent stays absent, so that an update leaves it alone. */
function toInput(body: CreateCampaignDto): CampaignInput;
function toInput(body: UpdateCampaignDto): Partial<CampaignInput>;
function toInput(body: UpdateCampaignDto): Partial<CampaignInput> {
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.template_id === undefined ? {} : { templateId: body.template_id }),
    ...(body.topic === undefined ? {} : { topic: body.topic }),
    ...(body.audience === undefined ? {} : { audience: body.audience }),
    ...(body.sender_id === undefined ? {} : { senderId: body.sender_id }),
    ...(body.send_at === undefined ? {} : { sendAt: body.send_at }),
  };
}
