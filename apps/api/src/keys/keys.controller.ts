import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { type Actor, type ApiKey, ApiKeys, type Role } from '#libs/accounts';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import { ChangeKeyBody, CreateKeyBody } from './keys.dto.js';

export interface KeyAnswer {
  readonly id: number;
  readonly name: string;
  /** How the key begins. */
  readonly prefix: string;
  readonly role: Role;
  /** Requests per minute; null for as many as it likes. */
  readonly rate_limit: number | null;
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
    const { rate_limit: rateLimit = null, ...named } = body;
    const { key, secret } = await this.keys.create({ ...named, rateLimit }, actor);
    return { ...show(key), key: secret };
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<KeyAnswer> {
    return show(await this.keys.get(id));
  }

  @Patch(':id')
  async change(
    @Param('id', IdPipe) id: number,
    @Body() { name, rate_limit: rateLimit }: ChangeKeyBody,
    @CurrentActor() actor: Actor,
  ): Promise<KeyAnswer> {
    const changes = { ...(name === undefined ? {} : { name }), ...(rateLimit === undefined ? {} : { rateLimit }) };
    return show(await this.keys.change(id, changes, actor));
  }

  @Delete(':id')
  async revoke(@Param('id', IdPipe) id: number, @CurrentActor() actor: Actor): Promise<Record<string, never>> {
    await this.keys.revoke(id, actor);
    return {};
  }
}

function show({ id, name, prefix, role, rateLimit, createdAt, lastUsedAt }: ApiKey): KeyAnswer {
  return { id, name, prefix, role, rate_limit: rateLimit, created_at: createdAt, last_used_at: lastUsedAt };
}
