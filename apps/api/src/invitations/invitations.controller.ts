import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { SignIn, Users } from '#libs/accounts';
import { Config } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refuseOtherSites } from '../access/same-site.js';
import { originOf, type SessionAnswer, startSession } from '../session/session-answer.js';
import { AcceptInvitationBody, InvitationQuery } from './invitations.dto.js';

/** For whom a link is: what its page shows. */
export interface Invitation {
  readonly name: string;
  readonly email: string;
}

/** What the owner of an invitation or password link does with it. */
@Controller('api/v1/invitations')
export class InvitationsController {
  constructor(
    @Inject(Config) private readonly config: Config,
    private readonly users: Users,
    private readonly signIn: SignIn,
  ) {}

  @Get()
  async show(@Query() { token }: InvitationQuery): Promise<Invitation> {
    const { name, email } = await this.users.findByLink(token);
    return { name, email };
  }

  @Post('accept')
  async accept(
    @Body() { token, ...choice }: AcceptInvitationBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    refuseOtherSites(request, this.config);
    const user = await this.users.acceptLink(token, choice);
    return startSession(reply, this.config, await this.signIn.open(user, originOf(request)));
  }
}
