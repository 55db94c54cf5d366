import { Transform } from 'class-transformer';
import { IsBoolean, IsEmail, IsFQDN, IsObject, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { domainToASCII } from 'node:url';
import { IsLeftOutOr, IsName } from '../http/text.decorators.js';

/** It becomes a header of every mail. */
const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
const ADDRESS = { allow_utf8_local_part: true, require_tld: false } as const;

/** RFC 1035, 2.3.4, without the dot at the end. */
const MAX_DOMAIN = 253;

/** As it stands in an envelope: lower case, A-labels. What is none stays as it came, to be refused. */
function toHostName(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const name = value.trim().toLowerCase();
  // It reads the host of a URL: it would read escapes, too, and pass over tabs and the ends of lines.
  return /^[\u0020-\u007e]*$|\p{Cc}/u.test(name) ? name : domainToASCII(name) || value;
}

class SenderDto {
  @IsOptional()
  @IsEmail(ADDRESS)
  reply_to?: string | null;

  /** Goes into the footer; the organisation's when absent or empty. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() || null : value))
  @IsString()
  @MaxLength(1000)
  postal_address?: string | null;

  /** `{ type, settings }` of the transport registry; SMTP_URL when absent. Secrets left out of a change stay. */
  @IsOptional()
  @IsObject()
  transport?: Record<string, unknown> | null;

  /** How fast its mail may leave: rates, domains, slowing down, warm-up, health. Replaced as a whole; null for no limit. */
  @IsOptional()
  @IsObject()
  limits?: Record<string, unknown> | null;

  /** Where returned mail goes; the sender's domain when absent. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => toHostName(value))
  @MaxLength(MAX_DOMAIN)
  @IsFQDN({ require_tld: false }, { message: 'must be the name of a domain, such as mail.example.com' })
  return_path_domain?: string | null;

  /** A name of its own for its mails' clicks and opens, used once it leads here; the public address when absent. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => toHostName(value))
  @MaxLength(MAX_DOMAIN)
  @IsFQDN({}, { message: 'must be the name of a domain, such as click.example.com' })
  tracking_domain?: string | null;

  /** Makes it the sender of everything that names none. Another one takes its place; it cannot just step down. */
  @IsLeftOutOr()
  @IsBoolean()
  is_default?: boolean;
}

/** `PATCH /senders/{id}`: what is absent stays. */
export class UpdateSenderDto extends SenderDto {
  @IsLeftOutOr()
  @IsName()
  @Matches(ONE_LINE, { message: 'must be one line' })
  name?: string;

  @IsLeftOutOr()
  @IsEmail(ADDRESS)
  email?: string;
}

/** `POST /senders`. The first becomes the default. */
export class CreateSenderDto extends SenderDto {
  @IsName()
  @Matches(ONE_LINE, { message: 'must be one line' })
  name: string;

  @IsEmail(ADDRESS)
  email: string;
}

/** `POST /senders/{id}/pace/lift`. */
export class LiftDto {
  /** As `slow_downs` names it, or a domain of that provider; '' for all mail of the sender. */
  @IsString()
  @MaxLength(253)
  domain: string;
}
