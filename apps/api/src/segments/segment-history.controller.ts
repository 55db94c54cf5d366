import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import {
  type DaySize,
  guideCsv,
  guideMarkdown,
  type HistoryEntry,
  SegmentGuide,
  SegmentHistory,
  SegmentSizes,
  type UsedSegment,
} from '#libs/segments';
import type { FastifyReply } from 'fastify';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, type Page, toPage } from '../http/keyset.js';
import { SegmentGuideQuery, SegmentHistoryQuery, SegmentSizesQuery } from './segments.dto.js';

const EXPORTS = {
  csv: { type: 'text/csv; charset=utf-8', text: guideCsv },
  md: { type: 'text/markdown; charset=utf-8', text: guideMarkdown },
} as const;

/** How segments grew, who moved, and the guide to all of them. */
@Controller('api/v1/segments')
export class SegmentHistoryController {
  constructor(
    private readonly history: SegmentHistory,
    private readonly sizes: SegmentSizes,
    private readonly guide: SegmentGuide,
  ) {}

  /** As JSON, or as a file for a spreadsheet or a wiki. */
  @Get('guide')
  async showGuide(
    @Query() { format }: SegmentGuideQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<UsedSegment> | string> {
    const segments = await this.guide.read();
    if (format === 'json') return { data: segments, next_cursor: null };
    const { type, text } = EXPORTS[format];
    reply.header('content-type', type).header('content-disposition', `attachment; filename="segments.${format}"`);
    return text(segments);
  }

  @Get(':id/history')
  async listHistory(
    @Param('id', IdPipe) id: number,
    @Query() { limit, cursor, contact, entered }: SegmentHistoryQuery,
  ): Promise<Page<HistoryEntry>> {
    const filter = { contact: contact ?? null, entered: entered ?? null };
    const found = await this.history.list(id, filter, decodeIdCursor(cursor), limit + 1);
    return toPage(
      found,
      limit,
      (entry) => [entry.id],
      (entry) => entry,
    );
  }

  @Get(':id/sizes')
  async listSizes(@Param('id', IdPipe) id: number, @Query() { days }: SegmentSizesQuery): Promise<Page<DaySize>> {
    return { data: await this.sizes.read(id, days), next_cursor: null };
  }
}
