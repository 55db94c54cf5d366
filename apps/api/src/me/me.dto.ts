import { IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';
import { IsName } from '../http/text.decorators.js';

export class ChangeMeBody {
  @IsOptional()
  @IsName()
  name?: string;

  /** A new password; your other sessions end. */
  @IsOptional()
  @IsString()
  password?: string;

  /** Needed with a new password. */
  @ValidateIf((body: ChangeMeBody) => body.password !== undefined)
  @IsString()
  @MaxLength(200)
  current_password?: string;
}
