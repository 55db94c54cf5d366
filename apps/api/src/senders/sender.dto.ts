import { IsBoolean, IsEmail, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

const ADDRESS = { allow_utf8_local_part: true, require_tld: false } as const;

/** `PATCH /senders/{id}`: what is absent stays. */
export class UpdateSenderDto {
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;

  @IsOptional()
  @IsEmail(ADDRESS)
  email?: string;

  @IsOptional()
  @IsEmail(ADDRESS)
  reply_to?: string | null;

  /** Goes into the footer; the organisation's when absent. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  postal_address?: string | null;

  /** `{ type, settings }` of the transport registry; SMTP_URL when absent. */
  @IsOptional()
  @IsObject()
  transport?: Record<string, unknown> | null;

  /** Where returned mail goes; the sender's domain when absent. */
  @IsOptional()
  @IsString()
  @MaxLength(253)
  return_path_domain?: string | null;

  /** Makes it the sender of everything that names none. */
  @IsOptional()
  @IsBoolean()
  is_default?: boolean;
}

/** `POST /senders`. The first becomes the default. */
export class CreateSenderDto extends UpdateSenderDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  override name: string;

  @IsEmail(ADDRESS)
  override email: string;
}
