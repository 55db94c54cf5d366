import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ReturnedMails, type ReturnedMailView } from '#libs/delivery';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, type Page, toPage } from '../http/keyset.js';
import { ReturnedMailListQuery } from './returned-mail.dto.js';

@Controller('api/v1/returned-mail')
export class ReturnedMailController {
  constructor(private readonly returned: ReturnedMails) {}

  @Get()
  async list(
    @Query() { limit, cursor, matched, kind, contact }: ReturnedMailListQuery,
  ): Promise<Page<ReturnedMailView>> {
    const before = decodeIdCursor(cursor);
    const rows = await this.returned.list({ matched, kind, contact, before, limit: limit + 1 });
    return toPage(
      rows,
      limit,
      ({ id }) => [id],
      (row) => row,
    );
  }

  @Get(':id')
  async get(@Param('id', IdPipe) id: number): Promise<ReturnedMailView> {
    return this.returned.get(id);
  }

  /** As text, whatever it holds: a browser must not run what a stranger sent. */
  @Get(':id/raw')
  @Header('content-type', 'text/plain; charset=utf-8')
  @Header('x-content-type-options', 'nosniff')
  async raw(@Param('id', IdPipe) id: number): Promise<string> {
    return (await this.returned.raw(id)).toString('utf8');
  }
}
