import type { Condition } from '#libs/conditions';
import { SLUG_PATTERN, type SegmentKind } from '#libs/segments';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { ListQuery } from '../http/keyset.js';
import { IsName } from '../http/text.decorators.js';

const KINDS: readonly SegmentKind[] = ['dynamic', 'static'];

/** May be left out, but not null. */
function IsLeftOutOr(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}

export class ListSegmentsQuery extends ListQuery {
  @IsOptional()
  @IsIn(KINDS)
  kind?: SegmentKind;

  /** A part of the name or slug. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
}

export class ChangeSegmentBody {
  @IsLeftOutOr()
  @IsName()
  name?: string;

  /** What templates name the segment by: lower-case letters, digits and hyphens. */
  @IsLeftOutOr()
  @IsString()
  @MaxLength(80)
  @Matches(SLUG_PATTERN, { message: 'slug must be lower-case letters, digits and single hyphens' })
  slug?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  description?: string | null;

  @IsOptional()
  @Matches(/^#[0-9a-f]{6}$/i, { message: 'color must be #rrggbb' })
  color?: string | null;

  /** A condition tree, of dynamic segments only. */
  @IsOptional()
  @IsObject()
  condition?: Condition | null;

  /** Can't change; accepted when it is what the segment is. */
  @IsOptional()
  @IsIn(KINDS)
  kind?: SegmentKind;
}

export class CreateSegmentBody extends ChangeSegmentBody {
  @IsName()
  declare name: string;
}

export class PreviewSegmentBody {
  @IsDefined()
  @IsObject()
  condition: Condition;

  /** Answer with an estimate at once when the exact count takes longer. */
  @IsOptional()
  @IsBoolean()
  estimate?: boolean;
}

export class ExplainSegmentQuery {
  /** The contact's id. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  contact: number;
}
