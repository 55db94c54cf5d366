import { IsOptional, IsString, MaxLength } from 'class-validator';
import { IsName } from '../http/text.decorators.js';

export class CreateTopicBody {
  @IsName()
  name: string;

  /** Words of a-z and 0-9 joined by -; made from the name unless given. It never changes. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  slug?: string;
}

export class RenameTopicBody {
  @IsName()
  name: string;
}
