import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsPositive, IsString } from 'class-validator';
import { ListQuery } from '../http/keyset.js';

const STATES = ['pending', 'claimed', 'sending', 'sent', 'deferred', 'failed', 'skipped', 'unknown'];

/** `GET /messages`. */
export class MessagesQueryDto extends ListQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @IsPositive()
  contact?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @IsPositive()
  campaign?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @IsPositive()
  automation?: number;

  @IsOptional()
  @IsIn(STATES)
  status?: string;
}

/** `POST /messages`: one transactional mail. */
export class SendMessageDto {
  /** An address; an unknown one makes a contact without consent. */
  @IsString()
  @IsNotEmpty()
  to: string;

  @IsInt()
  @IsPositive()
  template_id: number;

  /** `event.*` in the template. */
  @IsOptional()
  @IsObject()
  data?: Record<string, unknown>;

  @IsOptional()
  @IsInt()
  @IsPositive()
  sender_id?: number;
}
