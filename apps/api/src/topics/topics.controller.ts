import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { type TopicEntity, TopicsService } from '#libs/contacts';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import { CreateTopicBody, RenameTopicBody } from './topics.dto.js';

interface TopicAnswer {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly created_at: Date;
}

@Controller('api/v1/topics')
export class TopicsController {
  constructor(private readonly topics: TopicsService) {}

  @Get()
  async list(@Query() { limit, cursor }: ListQuery): Promise<Page<TopicAnswer>> {
    const topics = await this.topics.list(decodeIdCursor(cursor), limit + 1);
    return toPage(topics, limit, ({ id }) => [id], show);
  }

  @Post()
  async create(@Body() body: CreateTopicBody): Promise<TopicAnswer> {
    return show(await this.topics.create(body));
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<TopicAnswer> {
    return show(await this.topics.get(id));
  }

  @Patch(':id')
  async rename(@Param('id', IdPipe) id: number, @Body() { name }: RenameTopicBody): Promise<TopicAnswer> {
    return show(await this.topics.rename(id, name));
  }

  @Delete(':id')
  async delete(@Param('id', IdPipe) id: number): Promise<Record<string, never>> {
    await this.topics.delete(id);
    return {};
  }
}

function show({ id, slug, name, createdAt }: TopicEntity): TopicAnswer {
  return { id, slug, name, created_at: createdAt };
}
