import { IsIn, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsId, IsIdText } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';

const STATES = ['pending', 'claimed', 'sending', 'sent', 'deferred', 'failed', 'skipped', 'unknown'];
const CLASSES = ['marketing', 'transactional', 'internal'] as const;
const KINDS = ['campaign', 'automation', 'transactional', 'sales', 'test'];

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

  @IsOptional()
  @IsIn(CLASSES)
  class?: (typeof CLASSES)[number];

  /** What sends it: `source_kind` of the answer. */
  @IsOptional()
  @IsIn(KINDS)
  kind?: string;

  /** The recipient's address, or how it begins. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
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
