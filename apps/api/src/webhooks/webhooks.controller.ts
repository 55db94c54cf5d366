import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { WebhookDeliveries, WebhookSecrets, type WebhookView, writeSecret } from '#libs/ledger';
import { IdPipe } from '../http/id.pipe.js';
import { decodeIdCursor, type Page, toPage } from '../http/keyset.js';
import { WebhookListQuery } from './webhooks.dto.js';

/** The calls of other programs that automations have made, and how they went. */
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(
    @Inject(WebhookDeliveries) private readonly deliveries: WebhookDeliveries,
    @Inject(WebhookSecrets) private readonly secrets: WebhookSecrets,
  ) {}

  @Get('secret')
  secret(): { secret: string } {
    const [present = Buffer.alloc(0)] = this.secrets.all();
    return { secret: writeSecret(present) };
  }

  @Get('deliveries')
  async list(@Query() { limit, cursor, ...filter }: WebhookListQuery): Promise<Page<WebhookView>> {
    const rows = await this.deliveries.list({ ...filter, limit: limit + 1, before: decodeIdCursor(cursor) });
    return toPage(
      rows,
      limit,
      ({ id }) => [id],
      (row) => row,
    );
  }

  @Get('deliveries/:id')
  get(@Param('id', IdPipe) id: number): Promise<WebhookView> {
    return this.deliveries.get(id);
  }

  @Post('deliveries/:id/replay')
  @HttpCode(202)
  replay(@Param('id', IdPipe) id: number): Promise<WebhookView> {
    return this.deliveries.replay(id);
  }
}
