import { IsBoolean, IsIn, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsIdText } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';
import { IsLeftOutOr, IsName } from '../http/text.decorators.js';

const STATUSES = ['pending', 'sending', 'delivered', 'failed', 'skipped', 'held'] as const;

/** `GET /webhooks/deliveries`. */
export class WebhookListQuery extends ListQuery {
  @IsOptional()
  @IsIdText()
  automation?: number;

  @IsOptional()
  @IsIdText()
  contact?: number;

  @IsOptional()
  @IsIdText()
  endpoint?: number;

  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];
}

/** `POST /webhooks/endpoints`. */
export class CreateEndpointDto {
  @IsName()
  name: string;

  /** With http or https. */
  @IsString()
  @MaxLength(2_000)
  url: string;

  /** Sent along with every call. Values are never shown again. */
  @IsLeftOutOr()
  @IsObject()
  headers?: Record<string, string | null>;

  /** What calls are signed with, as `whsec_…`; a new one unless given. */
  @IsLeftOutOr()
  @IsString()
  @MaxLength(200)
  secret?: string;
}

/** `POST /webhooks/endpoints/check`. */
export class CheckEndpointDto {
  @IsString()
  @MaxLength(2_000)
  url: string;
}

/** `PATCH /webhooks/endpoints/{id}`: what is left out stays. */
export class ChangeEndpointDto {
  @IsLeftOutOr()
  @IsName()
  name?: string;

  @IsLeftOutOr()
  @IsString()
  @MaxLength(2_000)
  url?: string;

  /** All of them; null keeps the value that a header has. */
  @IsLeftOutOr()
  @IsObject()
  headers?: Record<string, string | null>;

  /** Turned on, it takes the calls that were held. */
  @IsLeftOutOr()
  @IsBoolean()
  enabled?: boolean;
}
