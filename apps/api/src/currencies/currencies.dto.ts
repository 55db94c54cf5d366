import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { ListQuery } from '../http/keyset.js';

export class RateListQuery extends ListQuery {
  /** Only the rates of this currency, as EUR. */
  @IsOptional()
  @IsString()
  @MaxLength(3)
  currency?: string;
}

export class RateBody {
  /** As EUR; not the organisation's own. */
  @IsString()
  currency: string;

  /** YYYY-MM-DD: the rate holds from then on, until the next. */
  @IsString()
  day: string;

  /** What one unit is worth in the organisation's currency: a decimal as text, such as "1.0834". */
  @IsString()
  rate: string;
}

export class PutRatesBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @ValidateNested({ each: true })
  @Type(() => RateBody)
  rates: RateBody[];
}
