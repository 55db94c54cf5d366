import type { Actor } from '#libs/accounts';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  AutomationsService,
  EnrolmentsQuery,
  EntryExplanations,
  ManualEntry,
  ManualExit,
  Simulator,
  type AutomationReport,
  type EnrolmentView,
  type EntryExplanation,
  type ManualEntryResult,
  type Simulation,
} from '#libs/automations';
import { invalid } from '#libs/kernel';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, toPage, type Page } from '../http/keyset.js';
import { StorablePipe } from '../http/storable.pipe.js';
import { EnrolDto, EnrolmentListQuery, ExplainAutomationQuery, WhomDto } from './automations.dto.js';

@Controller('api/v1/automations/:id')
export class EnrolmentsController {
  constructor(
    private readonly automations: AutomationsService,
    private readonly enrolments: EnrolmentsQuery,
    private readonly entry: ManualEntry,
    private readonly exit: ManualExit,
    private readonly simulator: Simulator,
    private readonly explanations: EntryExplanations,
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
    return this.entry.enrol(id, whomOf(body), body.event ?? {});
  }

  @Post('take-out')
  @HttpCode(200)
  async takeOut(
    @Param('id', IdPipe) id: number,
    @Body() body: WhomDto,
    @CurrentActor() actor: Actor,
  ): Promise<{ changed: number }> {
    await this.automations.get(id);
    return { changed: await this.exit.takeOut(id, whomOf(body), actor) };
  }

  /** The way of one contact through the draft; nothing of it happens. The body is checked by the simulator. */
  @Post('simulate')
  @HttpCode(200)
  simulate(@Param('id', IdPipe) id: number, @Body(StorablePipe) body: unknown): Promise<Simulation> {
    return this.simulator.simulate(id, body);
  }

  /** Why a contact is in it, or is not. */
  @Get('explain')
  explain(@Param('id', IdPipe) id: number, @Query() { contact }: ExplainAutomationQuery): Promise<EntryExplanation> {
    return this.explanations.explain(id, contact);
  }

  @Get('report')
  report(@Param('id', IdPipe) id: number): Promise<AutomationReport> {
    return this.automations.report(id);
  }
}

/** Each once. Throws `request.invalid` where nobody is named. */
function whomOf({ contact_id: one, contact_ids: several = [] }: WhomDto): number[] {
  const contactIds = [...(one === undefined ? [] : [one]), ...several];
  if (contactIds.length === 0) throw invalid([{ path: 'contact_id', message: 'Say who: contact_id or contact_ids' }]);
  return [...new Set(contactIds)];
}
