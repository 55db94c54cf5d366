import { IsIn, IsNotEmpty, IsObject, IsOptional, IsString } from 'class-validator';
import { IsId, IsIdText } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';

const STATES = ['pending', 'claimed', 'sending', 'sent', 'deferred', 'failed', 'skipped', 'unknown'];

/** `GET /messages`. */
export class MessagesQueryDto extends ListQuery {
  @IsOptional()
  @IsIdText()
  contact?: number;

  @IsOptional()
  @IsIdText()
  campaign?: number;

  @IsOptional()
  @IsIdText()
  automation?: number;

  @IsOptional()
  @IsIn(STATES)
  status?: string;
}

/** `GET /contacts/{id}/messages/explain`: exactly one of these. */
export class ExplainMessagesQuery {
  @IsOptional()
  @IsIdText()
  campaign?: number;

  @IsOptional()
  @IsIdText()
  automation?: number;

  @IsOptional()
  @IsIdText()
  message?: number;
}

/** `POST /messages`: one transactional mail. */
export class SendMessageDto {
  /** An address; an unknown one makes a contact without consent. */
  @IsString()
  @IsNotEmpty()
  to: string;

  @IsId()
  template_id: number;

  /** `event.*` in the template. */
  @IsOptional()
  @IsObject()
  data?: Record<string, unknown>;

  @IsOptional()
  @IsId()
  sender_id?: number;
}
