import { IsString, Matches, ValidateIf } from 'class-validator';
import { IsLeftOutOr, IsName } from '../http/text.decorators.js';

const COLOR = /^(?:#[0-9a-f]{6}|[a-z]{1,20})$/i;

export class ChangeTagBody {
  @IsLeftOutOr()
  @IsName()
  name?: string;

  /** `#1c7ed6` or a word of the palette; null is none. */
  @ValidateIf((_body, value) => value !== undefined && value !== null)
  @IsString()
  @Matches(COLOR, { message: 'must be a colour as #1c7ed6 or blue' })
  color?: string | null;
}

export class CreateTagBody {
  @IsName()
  name: string;

  @ValidateIf((_body, value) => value !== undefined && value !== null)
  @IsString()
  @Matches(COLOR, { message: 'must be a colour as #1c7ed6 or blue' })
  color?: string | null;
}
