import { Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { AutomationHooks } from '#libs/automations';
import { DomainError } from '#libs/kernel';
import { type FastifyRequest } from 'fastify';
import { parseJsonBytes } from '../http/body-parsers.js';

/** Where other programs start automations. The body arrives as bytes (http/body-parsers.ts): they are signed. */
@Controller('hooks/in')
export class AutomationHooksController {
  constructor(@Inject(AutomationHooks) private readonly hooks: AutomationHooks) {}

  @Post(':token')
  @HttpCode(202)
  async take(@Param('token') token: string, @Req() { body, headers }: FastifyRequest) {
    if (!Buffer.isBuffer(body)) throw new DomainError('request.malformed', 'Send JSON.');
    const result = await this.hooks.take(token, { headers, raw: body, body: parseJsonBytes(body) });
    return { accepted: result.status === 'accepted' ? 1 : 0, results: [result] };
  }
}

@Controller('api/v1/hooks')
export class HookAddressesController {
  constructor(@Inject(AutomationHooks) private readonly hooks: AutomationHooks) {}

  @Get(':name')
  get(@Param('name') name: string): { url: string; secret: string } {
    return this.hooks.describe(name);
  }
}
