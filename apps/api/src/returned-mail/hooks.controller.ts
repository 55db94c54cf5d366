import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { HookIntake } from '#libs/delivery';
import { Clock, DomainError } from '#libs/kernel';
import { type FastifyRequest } from 'fastify';

/** Where providers report bounces and complaints. The body arrives as bytes (http/body-parsers.ts). */
@Controller('hooks')
export class HooksController {
  constructor(
    private readonly intake: HookIntake,
    private readonly clock: Clock,
  ) {}

  @Post(':provider')
  @HttpCode(200)
  async take(@Param('provider') provider: string, @Req() { body, headers }: FastifyRequest) {
    if (!Buffer.isBuffer(body)) throw new DomainError('request.malformed', 'The report has no body.');
    return this.intake.take(provider, { headers, raw: body, now: this.clock.now() });
  }
}
