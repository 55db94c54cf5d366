import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { ListQuery } from '../http/keyset.js';

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
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  matched?: boolean;

  @IsOptional()
  @IsIn(RETURN_KINDS)
  kind?: (typeof RETURN_KINDS)[number];

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  contact?: number;
}

/** `PATCH /returned-mail/sources/{id}`: what is absent stays, and so does a secret that is left out of the settings. */
export class UpdateReturnSourceDto {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  name?: string;

  /** By the schema of its type in `GET /registry/providers`. */
  @IsOptional()
  @IsObject()
  settings?: Record<string, unknown>;

  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

/** `POST /returned-mail/sources`. */
export class CreateReturnSourceDto extends UpdateReturnSourceDto {
  /** `imap`, `ses`, `sendgrid`, … */
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  type: string;

  @IsObject()
  override settings: Record<string, unknown>;
}
