import { IsBoolean, IsEmail, IsNotEmpty, IsObject, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { IsLeftOutOr } from '../http/text.decorators.js';

/** It becomes a header of every mail. */
const ONE_LINE = /^\P{Cc}*$/u;
const ADDRESS = { allow_utf8_local_part: true, require_tld: false } as const;

class SenderDto {
  @IsOptional()
  @IsEmail(ADDRESS)
  reply_to?: string | null;

  /** Goes into the footer; the organisation's when absent. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  postal_address?: string | null;

  /** `{ type, settings }` of the transport registry; SMTP_URL when absent. Secrets left out of a change stay. */
  @IsOptional()
  @IsObject()
  transport?: Record<string, unknown> | null;

  /** Where returned mail goes; the sender's domain when absent. */
  @IsOptional()
  @IsString()
  @MaxLength(253)
  return_path_domain?: string | null;

  /** Makes it the sender of everything that names none. */
  @IsLeftOutOr()
  @IsBoolean()
  is_default?: boolean;
}

/** `PATCH /senders/{id}`: what is absent stays. */
export class UpdateSenderDto extends SenderDto {
  @IsLeftOutOr()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  @Matches(ONE_LINE, { message: 'must be one line' })
  name?: string;

  @IsLeftOutOr()
  @IsEmail(ADDRESS)
  email?: string;
}

/** `POST /senders`. The first becomes the default. */
export class CreateSenderDto extends SenderDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  @Matches(ONE_LINE, { message: 'must be one line' })
  name: string;

  @IsEmail(ADDRESS)
  email: string;
}
