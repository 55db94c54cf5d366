import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import {
  AutomationsService,
  EnrolmentsQuery,
  ManualEntry,
  type AutomationReport,
  type EnrolmentView,
  type ManualEntryResult,
} from '#libs/automations';
import { invalid } from '#libs/kernel';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, toPage, type Page } from '../http/keyset.js';
import { EnrolDto, EnrolmentListQuery } from './automations.dto.js';

@Controller('api/v1/automations/:id')
export class EnrolmentsController {
  constructor(
    private readonly automations: AutomationsService,
    private readonly enrolments: EnrolmentsQuery,
    private readonly entry: ManualEntry,
  ) {}

  @Get('enrolments')
  async list(
    @Param('id', IdPipe) id: number,
    @Query() { limit, cursor, step, state, contact }: EnrolmentListQuery,
  ): Promise<Page<EnrolmentView>> {
    await this.automations.get(id);
    const filter = { limit: limit + 1, before: decodeIdCursor(cursor), step, state, contactId: contact };
    const rows = await this.enrolments.list(id, filter);
    return toPage(
      rows,
      limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  @Post('enrolments')
  async enrol(@Param('id', IdPipe) id: number, @Body() body: EnrolDto): Promise<ManualEntryResult> {
    const contactIds = [...(body.contact_id === undefined ? [] : [body.contact_id]), ...(body.contact_ids ?? [])];
    if (contactIds.length === 0) throw invalid([{ path: 'contact_id', message: 'Say who: contact_id or contact_ids' }]);
    return this.entry.enrol(id, [...new Set(contactIds)], body.event ?? {});
  }

  @Get('report')
  report(@Param('id', IdPipe) id: number): Promise<AutomationReport> {
    return this.automations.report(id);
  }
}
