import { Body, Controller, Patch } from '@nestjs/common';
import { type UserActor, Users } from '#libs/accounts';
import { CurrentUser } from '../access/request-actor.js';
import { type SessionAnswer, showSession } from '../session/session-answer.js';
import { ChangeMeBody } from './me.dto.js';

@Controller('api/v1/me')
export class MeController {
  constructor(private readonly users: Users) {}

  @Patch()
  async change(@Body() body: ChangeMeBody, @CurrentUser() self: UserActor): Promise<SessionAnswer> {
    if (body.password !== undefined) {
      await this.users.changePassword(self, body.current_password ?? '', body.password);
    }
    if (body.name !== undefined) await this.users.rename(self, body.name);
    return showSession(await this.users.get(self.id), self.session.csrf);
  }
}
