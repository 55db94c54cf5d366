import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { type Rejudgement, Rejudgements } from '#libs/ledger';
import { CurrentActor } from '../access/request-actor.js';
import { RejudgeDto } from './rejudgement.dto.js';

/** Tells people's opens and clicks from programs' anew, by the rules of this version. */
@Controller('api/v1/tracking/rejudgement')
export class RejudgementController {
  constructor(private readonly rejudgements: Rejudgements) {}

  /** How far the last one has come. */
  @Get()
  async show() {
    const last = await this.rejudgements.latest();
    return { rejudgement: last && showRejudgement(last) };
  }

  @Post()
  @HttpCode(202)
  async start(@Body() { since }: RejudgeDto, @CurrentActor() actor: Actor) {
    return { rejudgement: showRejudgement(await this.rejudgements.start(since ?? null, actor)) };
  }
}

function showRejudgement({ id, since, progress, mails, turned, createdAt, finishedAt }: Rejudgement) {
  return { id, since, progress, mails, turned, created_at: createdAt, finished_at: finishedAt };
}
