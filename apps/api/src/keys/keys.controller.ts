import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { type Actor, type ApiKey, ApiKeys, type Role } from '#libs/accounts';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import { CreateKeyBody, RenameKeyBody } from './keys.dto.js';

export interface KeyAnswer {
  readonly id: number;
  readonly name: string;
  /** How the key begins. */
  readonly prefix: string;
  readonly role: Role;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

export interface CreatedKey extends KeyAnswer {
  /** The key itself. It is shown this once and stored nowhere. */
  readonly key: string;
}

@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  async list(@Query() { limit, cursor }: ListQuery): Promise<Page<KeyAnswer>> {
    const keys = await this.keys.list(decodeIdCursor(cursor), limit + 1);
    return toPage(keys, limit, (key) => [key.id], show);
  }

  @Post()
  async create(@Body() body: CreateKeyBody, @CurrentActor() actor: Actor): Promise<CreatedKey> {
    const { key, secret } = await this.keys.create(body, actor);
    return { ...show(key), key: secret };
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<KeyAnswer> {
    return show(await this.keys.get(id));
  }

  @Patch(':id')
  async rename(
    @Param('id', IdPipe) id: number,
    @Body() { name }: RenameKeyBody,
    @CurrentActor() actor: Actor,
  ): Promise<KeyAnswer> {
    return show(await this.keys.rename(id, name, actor));
  }

  @Delete(':id')
  async revoke(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<Record<string, never>> {
    await this.keys.revoke(id, actor);
    return {};
  }
}

function show({ id, name, prefix, role, createdAt, lastUsedAt }: ApiKey): KeyAnswer {
  return { id, name, prefix, role, created_at: createdAt, last_used_at: lastUsedAt };
}
