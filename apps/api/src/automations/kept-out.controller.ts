import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { AutomationsService, KeptOutContacts, type KeptOutGroup } from '#libs/automations';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import type { Page } from '../http/keyset.js';
import { ResolveKeptOutDto } from './automations.dto.js';

/** Those who were not taken in because automations set each other off in a circle. */
@Controller('api/v1/automations/:id/kept-out')
export class KeptOutController {
  constructor(
    private readonly automations: AutomationsService,
    private readonly keptOut: KeptOutContacts,
  ) {}

  /** By circle. */
  @Get()
  async list(@Param('id', IdPipe) id: number): Promise<Page<KeptOutGroup>> {
    await this.automations.get(id);
    return { data: await this.keptOut.groups(id), next_cursor: null };
  }

  @Post()
  @HttpCode(200)
  async resolve(
    @Param('id', IdPipe) id: number,
    @Body() { do: remedy }: ResolveKeptOutDto,
    @CurrentActor() actor: Actor,
  ): Promise<{ changed: number }> {
    await this.automations.get(id);
    return { changed: await this.keptOut.resolve(id, remedy, actor) };
  }
}
