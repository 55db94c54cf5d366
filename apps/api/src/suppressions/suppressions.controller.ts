import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import { type SuppressionEntity, SuppressionsService } from '#libs/contacts';
import type { FastifyReply } from 'fastify';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, type Page, toPage } from '../http/keyset.js';
import { CreateSuppressionBody, SuppressionsListQuery } from './suppressions.dto.js';

interface SuppressionAnswer {
  readonly id: number;
  readonly email: string;
  readonly reason: string;
  readonly source: string | null;
  readonly created_at: Date;
}

@Controller('api/v1/suppressions')
export class SuppressionsController {
  constructor(private readonly suppressions: SuppressionsService) {}

  @Get()
  async list(@Query() { limit, cursor, email }: SuppressionsListQuery): Promise<Page<SuppressionAnswer>> {
    const rows = await this.suppressions.list(decodeIdCursor(cursor), limit + 1, email);
    return toPage(rows, limit, ({ id }) => [id], show);
  }

  @Post()
  async create(
    @Body() { email, reason, source }: CreateSuppressionBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SuppressionAnswer> {
    const { made, suppression } = await this.suppressions.create({ email, reason: reason ?? 'manual', source });
    void reply.status(made ? 201 : 200);
    return show(suppression);
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<SuppressionAnswer> {
    return show(await this.suppressions.get(id));
  }

  @Delete(':id')
  async delete(@Param('id', IdPipe) id: number): Promise<Record<string, never>> {
    await this.suppressions.delete(id);
    return {};
  }
}

function show({ id, email, reason, source, createdAt }: SuppressionEntity): SuppressionAnswer {
  return { id, email, reason, source, created_at: createdAt };
}
