import { IsOptional, IsString, MaxLength } from 'class-validator';
import { ListQuery } from '../http/keyset.js';
import { IsName } from '../http/text.decorators.js';

export class SuppressionsListQuery extends ListQuery {
  /** Only this address. */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  email?: string;
}

export class CreateSuppressionBody {
  @IsString()
  @MaxLength(320)
  email: string;

  /** Why nothing may be sent there. */
  @IsOptional()
  @IsName()
  reason?: string;

  @IsOptional()
  @IsName()
  source?: string;
}
