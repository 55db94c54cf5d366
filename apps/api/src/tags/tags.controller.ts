import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { TagsService, type TagView } from '#libs/contacts';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import { ChangeTagBody, CreateTagBody } from './tags.dto.js';

interface TagAnswer {
  readonly id: number;
  readonly name: string;
  readonly color: string | null;
  /** How many contacts have it. */
  readonly contacts: number;
  readonly created_at: Date;
}

@Controller('api/v1/tags')
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  @Get()
  async list(@Query() { limit, cursor }: ListQuery): Promise<Page<TagAnswer>> {
    const tags = await this.tags.list(decodeIdCursor(cursor), limit + 1);
    return toPage(tags, limit, ({ tag }) => [tag.id], show);
  }

  @Post()
  async create(@Body() body: CreateTagBody): Promise<TagAnswer> {
    return show(await this.tags.create(body));
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<TagAnswer> {
    return show(await this.tags.get(id));
  }

  @Patch(':id')
  async change(@Param('id', IdPipe) id: number, @Body() body: ChangeTagBody): Promise<TagAnswer> {
    return show(await this.tags.update(id, body));
  }

  @Delete(':id')
  async delete(@Param('id', IdPipe) id: number): Promise<Record<string, never>> {
    await this.tags.delete(id);
    return {};
  }
}

function show({ tag: { id, name, color, createdAt }, contacts }: TagView): TagAnswer {
  return { id, name, color, contacts, created_at: createdAt };
}
