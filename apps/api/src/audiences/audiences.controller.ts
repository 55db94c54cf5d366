import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { Audiences, type AudienceView } from '#libs/ledger';
import { IdPipe } from '../http/id.pipe.js';
import type { Page } from '../http/keyset.js';
import { StorablePipe } from '../http/storable.pipe.js';
import { AudienceChangeDto, AudienceDto } from './audiences.dto.js';

/** Lists of people at advertising platforms. There are few: they come on one page. */
@Controller('api/v1/audiences')
export class AudiencesController {
  constructor(@Inject(Audiences) private readonly audiences: Audiences) {}

  @Get()
  async list(): Promise<Page<AudienceView>> {
    return { data: await this.audiences.list(), next_cursor: null };
  }

  @Post()
  create(@Body(StorablePipe) body: AudienceDto): Promise<AudienceView> {
    return this.audiences.create(body);
  }

  @Get(':id')
  get(@Param('id', IdPipe) id: number): Promise<AudienceView> {
    return this.audiences.get(id);
  }

  @Patch(':id')
  update(@Param('id', IdPipe) id: number, @Body(StorablePipe) body: AudienceChangeDto): Promise<AudienceView> {
    return this.audiences.update(id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id', IdPipe) id: number): Promise<void> {
    return this.audiences.remove(id);
  }
}
