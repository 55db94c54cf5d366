import { IsIn, IsOptional } from 'class-validator';
import { IsIdText } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';

const STATUSES = ['pending', 'sending', 'delivered', 'failed', 'skipped'] as const;

/** `GET /webhooks/deliveries`. */
export class WebhookListQuery extends ListQuery {
  @IsOptional()
  @IsIdText()
  automation?: number;

  @IsOptional()
  @IsIdText()
  contact?: number;

  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];
}
