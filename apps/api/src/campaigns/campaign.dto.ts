import { IsBoolean, IsIn, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { PEOPLE_OUTCOMES, type PeopleOutcome } from '#libs/ledger';
import { IsId } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';
import { IsInstant, IsLeftOutOr } from '../http/text.decorators.js';

/** `POST /campaigns`. The audience is a document: its own schema checks it, with paths below `audience`. */
export class CreateCampaignDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name: string;

  @IsId()
  template_id: number;

  /** A topic's slug. */
  @IsString()
  @IsNotEmpty()
  topic: string;

  @IsObject()
  audience: Record<string, unknown>;

  @IsOptional()
  @IsId()
  sender_id?: number | null;

  /** When to start; at once when absent. */
  @IsOptional()
  @IsInstant()
  send_at?: Date | null;
}

/** `PATCH /campaigns/{id}`: what is absent stays. */
export class UpdateCampaignDto {
  @IsLeftOutOr()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;

  @IsLeftOutOr()
  @IsId()
  template_id?: number;

  @IsLeftOutOr()
  @IsString()
  @IsNotEmpty()
  topic?: string;

  @IsLeftOutOr()
  @IsObject()
  audience?: Record<string, unknown>;

  @IsOptional()
  @IsId()
  sender_id?: number | null;

  @IsOptional()
  @IsInstant()
  send_at?: Date | null;
}

/** `GET /campaigns/{id}/people` and `people.csv`: who is behind a number of the report. */
export class CampaignPeopleQuery extends ListQuery {
  /** As the report counts. */
  @IsIn(PEOPLE_OUTCOMES)
  outcome: PeopleOutcome;

  /** A key of the report's `skipped` or `waiting`. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  reason?: string;
}

/** `GET /campaigns/{id}/preflight/people`. */
export class PeopleWithoutQuery extends ListQuery {
  /** `lacking.value` of a problem of the preflight, such as `contact.first_name`. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  value: string;
}

/** `POST /campaigns/{id}/rounds`: sends a completed campaign again. */
export class RoundDto {
  /** `failed`: to whom it could not be delivered; `joined`: to who is in the audience now and never had it. */
  @IsIn(['failed', 'joined'])
  kind: 'failed' | 'joined';

  /** With `failed`: also to those of whom nobody knows whether they got it; some may get it twice. */
  @IsLeftOutOr()
  @IsBoolean()
  unknown?: boolean;

  /** When to start; at once when absent. */
  @IsOptional()
  @IsInstant()
  send_at?: Date | null;
}

/** `POST /campaigns/{id}/test` and `POST /templates/{id}/test`. */
export class TestMailDto {
  /** The address that gets it. */
  @IsString()
  @IsNotEmpty()
  to: string;

  /** Whom to render it for. */
  @IsOptional()
  @IsId()
  contact_id?: number;
}
