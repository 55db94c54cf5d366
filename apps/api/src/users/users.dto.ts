import { ROLES, type Role } from '#libs/accounts';
import { IsBoolean, IsIn, IsString, MaxLength } from 'class-validator';
import { IsLeftOutOr, IsName } from '../http/text.decorators.js';

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
  @IsLeftOutOr()
  @IsName()
  name?: string;

  @IsLeftOutOr()
  @IsIn(ROLES)
  role?: Role;

  /** Signed out at once and for as long as it is true. */
  @IsLeftOutOr()
  @IsBoolean()
  disabled?: boolean;
}
