import { IsOptional } from 'class-validator';
import { IsName } from './text.decorators.js';

/** Of a copy of something that has a name. */
export class DuplicateBody {
  /** "… (copy)" unless given. */
  @IsOptional()
  @IsName()
  name?: string;
}
