import { Body, Controller, Delete, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { Sessions, SignIn, type UserActor, Users } from '#libs/accounts';
import { Config } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser } from '../access/request-actor.js';
import { refuseOtherSites } from '../access/same-site.js';
import { clearSessionCookie, readSessionCookie } from '../access/session-cookie.js';
import { tellLimit } from '../http/rate-limit.js';
import { originOf, type SessionAnswer, showSession, startSession } from './session-answer.js';
import { SignInBody } from './session.dto.js';

@Controller('api/v1/session')
export class SessionController {
  constructor(
    @Inject(Config) private readonly config: Config,
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly users: Users,
  ) {}

  @Post()
  async open(
    @Body() body: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    refuseOtherSites(request, this.config);
    const signedIn = await this.signIn.withPassword(body.email, body.password, originOf(request));
    if (signedIn.limit) tellLimit(reply, signedIn.limit);
    await this.endEarlier(request);
    return startSession(reply, this.config, signedIn);
  }

  @Get()
  async show(@CurrentUser() self: UserActor): Promise<SessionAnswer> {
    return showSession(await this.users.get(self.id), self.session.csrf);
  }

  @Delete()
  async close(
    @CurrentUser() self: UserActor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Record<string, never>> {
    await this.sessions.close(self.session.hash);
    clearSessionCookie(reply);
    return {};
  }

  /** Who signs in anew has no use for the session before, whoever's it was. */
  private async endEarlier(request: FastifyRequest): Promise<void> {
    const token = readSessionCookie(request);
    const earlier = token ? await this.sessions.authenticate(token) : null;
    if (earlier) await this.sessions.close(earlier.session.hash);
  }
}
