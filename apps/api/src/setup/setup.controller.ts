import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { Setup, SignIn } from '#libs/accounts';
import { Config } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuseOtherSites } from '../access/same-site.js';
import { originOf, type SessionAnswer, startSession } from '../session/session-answer.js';
import { SetupBody, SetupQuery } from './setup.dto.js';

export interface SetupState {
  /** True while there is no administrator who can sign in. */
  readonly needed: boolean;
}

@Controller('api/v1/setup')
export class SetupController {
  constructor(
    @Inject(Config) private readonly config: Config,
    private readonly setup: Setup,
    private readonly signIn: SignIn,
  ) {}

  @Get()
  async show(@Query() { token }: SetupQuery): Promise<SetupState> {
    if (token !== undefined) await this.setup.checkLink(token);
    return { needed: await this.setup.isNeeded() };
  }

  @Post()
  async complete(
    @Body() { token, ...person }: SetupBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    refuseOtherSites(request, this.config);
    const user = await this.setup.complete(token, person);
    return startSession(reply, this.config, await this.signIn.open(user, originOf(request)));
  }
}
