import { ROLES, type Role } from '#libs/accounts';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsLeftOutOr, IsName } from '../http/text.decorators.js';

export class CreateKeyBody {
  /** What uses the key: you will know it by this name. */
  @IsName()
  name: string;

  @IsIn(ROLES)
  role: Role;

  /** Requests per minute. Left out or null: as many as it likes. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  rate_limit?: number | null;
}

export class ChangeKeyBody {
  @IsLeftOutOr()
  @IsName()
  name?: string;

  /** Requests per minute; null takes the limit away. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  rate_limit?: number | null;
}
