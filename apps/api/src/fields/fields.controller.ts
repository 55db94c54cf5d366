import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { type FieldEntity, FieldsService, type FieldType } from '#libs/contacts';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, ListQuery, type Page, toPage } from '../http/keyset.js';
import { ChangeFieldBody, CreateFieldBody } from './fields.dto.js';

interface FieldAnswer {
  readonly id: number;
  readonly key: string;
  readonly label: string;
  readonly type: FieldType;
  readonly options: readonly string[];
  readonly category: string | null;
  readonly created_at: Date;
}

@Controller('api/v1/fields')
export class FieldsController {
  constructor(private readonly fields: FieldsService) {}

  @Get()
  async list(@Query() { limit, cursor }: ListQuery): Promise<Page<FieldAnswer>> {
    const fields = await this.fields.list(decodeIdCursor(cursor), limit + 1);
    return toPage(fields, limit, ({ id }) => [id], show);
  }

  @Post()
  async create(@Body() body: CreateFieldBody): Promise<FieldAnswer> {
    return show(await this.fields.create(body));
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<FieldAnswer> {
    return show(await this.fields.get(id));
  }

  @Patch(':id')
  async change(@Param('id', IdPipe) id: number, @Body() body: ChangeFieldBody): Promise<FieldAnswer> {
    return show(await this.fields.update(id, body));
  }

  @Delete(':id')
  async delete(@Param('id', IdPipe) id: number): Promise<Record<string, never>> {
    await this.fields.delete(id);
    return {};
  }
}

function show({ id, key, label, type, options, category, createdAt }: FieldEntity): FieldAnswer {
  return { id, key, label, type, options, category, created_at: createdAt };
}
