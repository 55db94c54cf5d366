import { ROLES, type Role } from '#libs/accounts';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsName } from '../http/text.decorators.js';

export class InviteUserBody {
  @IsString()
  @MaxLength(254)
  email: string;

  @IsName()
  name: string;

  @IsIn(ROLES)
  role: Role;
}

export class ChangeUserBody {
  @IsOptional()
  @IsName()
  name?: string;

  @IsOptional()
  @IsIn(ROLES)
  role?: Role;

  /** Signed out at once and for as long as it is true. */
  @IsOptional()
  @IsBoolean()
  disabled?: boolean;
}
