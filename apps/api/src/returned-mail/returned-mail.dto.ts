import { IsBoolean, IsIn, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsFlag } from '../http/filter.decorators.js';
import { IsIdText } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';
import { IsLeftOutOr } from '../http/text.decorators.js';

export const RETURN_KINDS = [
  'hard',
  'soft',
  'policy',
  'mailbox_full',
  'block',
  'auto_reply',
  'delivered',
  'delayed',
  'complaint',
  'auth_failure',
  'reply',
  'unknown',
] as const;

/** `GET /returned-mail`. */
export class ReturnedMailListQuery extends ListQuery {
  /** true: about a mail of ours; false: about none. */
  @IsFlag()
  matched?: boolean;

  @IsOptional()
  @IsIn(RETURN_KINDS)
  kind?: (typeof RETURN_KINDS)[number];

  @IsOptional()
  @IsIdText()
  contact?: number;
}

class ReturnSourceDto {
  @IsLeftOutOr()
  @IsString()
  @MaxLength(200)
  name?: string;

  @IsLeftOutOr()
  @IsBoolean()
  enabled?: boolean;
}

/** `PATCH /returned-mail/sources/{id}`: what is absent stays, and so does a secret that is left out of the settings. */
export class UpdateReturnSourceDto extends ReturnSourceDto {
  /** By the schema of its type in `GET /registry/providers`. */
  @IsLeftOutOr()
  @IsObject()
  settings?: Record<string, unknown>;
}

/** `POST /returned-mail/sources`. */
export class CreateReturnSourceDto extends ReturnSourceDto {
  /** `imap`, `ses`, `sendgrid`, … */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  type: string;

  @IsObject()
  settings: Record<string, unknown>;
}
