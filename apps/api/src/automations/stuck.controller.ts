import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { AutomationsService, StuckRuns, type StuckGroup } from '#libs/automations';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import type { Page } from '../http/keyset.js';
import { ResolveStuckDto } from './automations.dto.js';

/** Those whose step has failed too often. `GET /automations/{id}/enrolments?state=stuck` lists them one by one. */
@Controller('api/v1/automations/:id/stuck')
export class StuckController {
  constructor(
    private readonly automations: AutomationsService,
    private readonly stuck: StuckRuns,
  ) {}

  /** By step and reason. */
  @Get()
  async list(@Param('id', IdPipe) id: number): Promise<Page<StuckGroup>> {
    await this.automations.get(id);
    return { data: await this.stuck.groups(id), next_cursor: null };
  }

  @Post()
  @HttpCode(200)
  async resolve(
    @Param('id', IdPipe) id: number,
    @Body() { do: remedy, step, error, enrolment_ids: enrolmentIds }: ResolveStuckDto,
    @CurrentActor() actor: Actor,
  ): Promise<{ changed: number }> {
    await this.automations.get(id);
    return { changed: await this.stuck.resolve(id, remedy, { step, error, enrolmentIds }, actor) };
  }
}
