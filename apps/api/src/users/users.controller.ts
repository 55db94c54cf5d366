import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { type Actor, type Role, type User, Users } from '#libs/accounts';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import { ChangeUserBody, InviteUserBody } from './users.dto.js';

export interface UserAnswer {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly created_at: Date;
}

export interface UserLink {
  /** Works once; give it to the person yourself. It is shown this once. */
  readonly link: string;
}

export interface InvitedUser extends UserAnswer, UserLink {}

@Controller('api/v1/users')
export class UsersController {
  constructor(private readonly users: Users) {}

  @Get()
  async list(@Query() { limit, cursor }: ListQuery): Promise<Page<UserAnswer>> {
    const users = await this.users.list(decodeIdCursor(cursor), limit + 1);
    return toPage(users, limit, (user) => [user.id], show);
  }

  @Post()
  async invite(@Body() body: InviteUserBody, @CurrentActor() actor: Actor): Promise<InvitedUser> {
    const { user, link } = await this.users.invite(body, actor);
    return { ...show(user), link };
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<UserAnswer> {
    return show(await this.users.get(id));
  }

  @Patch(':id')
  async change(
    @Param('id', IdPipe) id: number,
    @Body() body: ChangeUserBody,
    @CurrentActor() actor: Actor,
  ): Promise<UserAnswer> {
    return show(await this.users.change(id, body, actor));
  }

  @Delete(':id')
  async remove(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<Record<string, never>> {
    await this.users.remove(id, actor);
    return {};
  }

  @Post(':id/link')
  async makeLink(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<UserLink> {
    return { link: await this.users.makeLink(id, actor) };
  }
}

function show(user: User): UserAnswer {
  const { id, email, name, role, createdAt, disabledAt } = user;
  return { id, email, name, role, disabled: disabledAt !== null, created_at: createdAt };
}
