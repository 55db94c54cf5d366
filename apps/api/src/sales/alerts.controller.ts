import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/accounts';
import { invalid } from '#libs/kernel';
import { AlertsService, type AlertKind, type AlertView, type Snooze } from '#libs/sales';
import { CurrentActor } from '../access/request-actor.js';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, toPage, type Page } from '../http/keyset.js';
import { AlertListQuery, AssignDto, ClaimDto, SnoozeDto } from './alerts.dto.js';

/** What the inboxes of alerts and of tasks have in common. */
abstract class InboxController {
  protected abstract readonly kind: AlertKind;

  // Injected as a property: Nest reads no constructor of a parent that has none of its own decorators.
  @Inject(AlertsService)
  private readonly alerts: AlertsService;

  @Get()
  async list(@Query() query: AlertListQuery): Promise<Page<AlertView>> {
    const { limit, cursor, status, assigned_to: assignedTo, contact: contactId } = query;
    const filter = { limit: limit + 1, before: decodeIdCursor(cursor), status, assignedTo, contactId };
    const rows = await this.alerts.list(this.kind, filter);
    return toPage(
      rows,
      limit,
      ({ id }) => [id],
      (row) => row,
    );
  }

  @Get(':id')
  get(@Param('id', IdPipe) id: number): Promise<AlertView> {
    return this.alerts.get(this.kind, id);
  }

  @Post(':id/claim')
  @HttpCode(200)
  claim(@Param('id', IdPipe) id: number, @Body() body: ClaimDto, @CurrentActor() actor: Actor): Promise<AlertView> {
    const userId = body.user_id ?? (actor.kind === 'user' ? actor.id : undefined);
    if (userId === undefined) throw invalid([{ path: 'user_id', message: 'A program must say who takes it over' }]);
    return this.alerts.claim(this.kind, id, userId);
  }

  @Post(':id/complete')
  @HttpCode(200)
  complete(@Param('id', IdPipe) id: number): Promise<AlertView> {
    return this.alerts.complete(this.kind, id);
  }

  @Post(':id/snooze')
  @HttpCode(200)
  snooze(@Param('id', IdPipe) id: number, @Body() body: SnoozeDto): Promise<AlertView> {
    return this.alerts.snooze(this.kind, id, toSnooze(body));
  }

  @Post(':id/assign')
  @HttpCode(200)
  assign(@Param('id', IdPipe) id: number, @Body() body: AssignDto, @CurrentActor() actor: Actor): Promise<AlertView> {
    return this.alerts.assign(this.kind, id, body.user_id, actor.kind === 'user' ? actor.id : null);
  }
}

@Controller('api/v1/sales/alerts')
export class AlertsController extends InboxController {
  protected readonly kind = 'alert';
}

@Controller('api/v1/sales/tasks')
export class TasksController extends InboxController {
  protected readonly kind = 'task';
}

function toSnooze(body: SnoozeDto): Snooze {
  // Null is as good as left out.
  if (body.for) return { for: body.for };
  if (body.until) return { until: body.until };
  throw invalid([{ path: 'for', message: 'Say for how long, or until when' }]);
}
