import { IsString, MaxLength, ValidateIf } from 'class-validator';
import { IsLeftOutOr, IsName } from '../http/text.decorators.js';

export class ChangeMeBody {
  @IsLeftOutOr()
  @IsName()
  name?: string;

  /** A new password; your other sessions end. */
  @IsLeftOutOr()
  @IsString()
  password?: string;

  /** Needed with a new password. */
  @ValidateIf((body: ChangeMeBody) => body.password !== undefined)
  @IsString()
  @MaxLength(200)
  current_password?: string;
}
