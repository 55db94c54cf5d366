import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { AutomationsService, HeldRuns, type HeldGroup } from '#libs/automations';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import type { Page } from '../http/keyset.js';
import { ResolveHeldDto } from './automations.dto.js';

/** Those who are under way but do not get on, and are tried again by themselves. */
@Controller('api/v1/automations/:id/held')
export class HeldController {
  constructor(
    private readonly automations: AutomationsService,
    private readonly held: HeldRuns,
  ) {}

  /** By step and reason. */
  @Get()
  async list(@Param('id', IdPipe) id: number): Promise<Page<HeldGroup>> {
    await this.automations.get(id);
    return { data: await this.held.groups(id), next_cursor: null };
  }

  @Post()
  @HttpCode(200)
  async resolve(
    @Param('id', IdPipe) id: number,
    @Body() { do: remedy, step, error }: ResolveHeldDto,
    @CurrentActor() actor: Actor,
  ): Promise<{ changed: number }> {
    await this.automations.get(id);
    return { changed: await this.held.resolve(id, remedy, { step, error }, actor) };
  }
}
