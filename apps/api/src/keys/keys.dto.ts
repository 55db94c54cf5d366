import { ROLES, type Role } from '#libs/accounts';
import { IsIn } from 'class-validator';
import { IsName } from '../http/text.decorators.js';

export class CreateKeyBody {
  /** What uses the key: you will know it by this name. */
  @IsName()
  name: string;

  @IsIn(ROLES)
  role: Role;
}

export class RenameKeyBody {
  @IsName()
  name: string;
}
