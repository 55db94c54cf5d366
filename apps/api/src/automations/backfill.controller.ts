import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { Backfill, type Backfilled } from '#libs/automations';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { BackfillDto } from './automations.dto.js';

/** Those who were in the segment, had the tag or were subscribed before the automation was published. */
@Controller('api/v1/automations/:id/backfill')
export class BackfillController {
  constructor(private readonly backfill: Backfill) {}

  @Get()
  async count(@Param('id', IdPipe) id: number): Promise<{ count: number }> {
    return { count: await this.backfill.count(id) };
  }

  /** Takes in up to 10,000 of them; call it again with `after` until `next` is null. */
  @Post()
  @HttpCode(200)
  enrol(
    @Param('id', IdPipe) id: number,
    @Body() { after = 0 }: BackfillDto,
    @CurrentActor() actor: Actor,
  ): Promise<Backfilled> {
    return this.backfill.enrol(id, after, actor);
  }
}
