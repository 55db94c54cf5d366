import { IsOptional, IsString, MaxLength } from 'class-validator';
import { IsName } from '../http/text.decorators.js';

export class SetupQuery {
  /** Of the set-up link: asks whether it is still good. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  token?: string;
}

export class SetupBody {
  @IsString()
  @MaxLength(200)
  token: string;

  @IsName()
  name: string;

  @IsString()
  @MaxLength(254)
  email: string;

  @IsString()
  password: string;
}
