import { Body, Controller, Delete, Get, Param, Post, Res } from '@nestjs/common';
import { CampaignRounds, type RoundView } from '#libs/campaigns';
import { invalid } from '#libs/kernel';
import type { FastifyReply } from 'fastify';
import { IdPipe } from '../http/id.pipe.js';
import type { Page } from '../http/keyset.js';
import { RoundDto } from './campaign.dto.js';

@Controller('api/v1/campaigns/:id/rounds')
export class CampaignRoundsController {
  constructor(private readonly rounds: CampaignRounds) {}

  /** Oldest first; each with the numbers of its own mails. */
  @Get()
  async list(@Param('id', IdPipe) id: number): Promise<Page<RoundView>> {
    return { data: await this.rounds.list(id), next_cursor: null };
  }

  /** 201 with the new round; 200 with the same one when it is waiting or under way already. */
  @Post()
  async request(
    @Param('id', IdPipe) id: number,
    @Body() { kind, unknown = false, send_at: sendAt }: RoundDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoundView> {
    if (unknown && kind !== 'failed') throw invalid([{ path: 'unknown', message: 'goes with the kind failed only' }]);
    const { round, made } = await this.rounds.request(id, { kind, unknown, sendAt: sendAt ?? null });
    void reply.status(made ? 201 : 200);
    return round;
  }

  @Delete(':round')
  async remove(@Param('id', IdPipe) id: number, @Param('round', IdPipe) round: number): Promise<Record<string, never>> {
    await this.rounds.remove(id, round);
    return {};
  }
}
