import type { Condition } from '#libs/conditions';
import { SLUG_PATTERN, type SegmentKind } from '#libs/segments';
import {
  IsBoolean,
  IsDefined,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsFlag, IsFolderFilter } from '../http/filter.decorators.js';
import { IsId, IsIdText } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';
import { IsLeftOutOr, IsName } from '../http/text.decorators.js';
import { IsWholeText } from '../http/whole-number.decorator.js';

const KINDS: readonly SegmentKind[] = ['dynamic', 'static'];

const LONGEST_TREND_DAYS = 366;

export class ListSegmentsQuery extends ListQuery {
  @IsOptional()
  @IsIn(KINDS)
  kind?: SegmentKind;

  /** A part of the name or slug. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  /** Only segments of this folder; empty for those in none. */
  @IsFolderFilter()
  folder?: string;

  /** The archived ones instead. */
  @IsFlag()
  archived?: boolean;

  /** Tell the size of each by day as well, of so many days, today included: `trend`. */
  @IsOptional()
  @IsWholeText()
  @Min(1)
  @Max(LONGEST_TREND_DAYS)
  trend_days?: number;
}

export class ContactSegmentsQuery {
  /** Tell why, and when it will change by itself; the default. */
  @IsFlag()
  explain?: boolean;
}

class SegmentBody {
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

  /** What the segment is filed under in lists. */
  @IsOptional()
  @IsName()
  @MaxLength(100)
  folder?: string | null;

  /** The id of the user to ask about it; who makes the segment, unless given. */
  @IsOptional()
  @IsId()
  owner?: number | null;

  /** A condition tree, of dynamic segments only. */
  @IsOptional()
  @IsObject()
  condition?: Condition | null;

  /** Can't change; accepted when it is what the segment is. */
  @IsLeftOutOr()
  @IsIn(KINDS)
  kind?: SegmentKind;
}

export class ChangeSegmentBody extends SegmentBody {
  @IsLeftOutOr()
  @IsName()
  name?: string;
}

export class CreateSegmentBody extends SegmentBody {
  @IsName()
  name: string;
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
  @IsIdText()
  contact: number;
}

export class SegmentChangesBody {
  /** The condition to compare with the members of now. */
  @IsDefined()
  @IsObject()
  condition: Condition;
}

export class SegmentHistoryQuery extends ListQuery {
  /** Only moves of this contact. */
  @IsOptional()
  @IsIdText()
  contact?: number;

  /** `true`: only who entered; `false`: only who left. */
  @IsFlag()
  entered?: boolean;
}

const LONGEST_DAYS = 3660;

export class SegmentSizesQuery {
  /** How many days, today included; 90 unless given. */
  @IsOptional()
  @IsWholeText()
  @Min(1)
  @Max(LONGEST_DAYS)
  days = 90;
}

const GUIDE_FORMATS = ['json', 'csv', 'md'] as const;

export class SegmentGuideQuery {
  @IsOptional()
  @IsIn(GUIDE_FORMATS)
  format: (typeof GUIDE_FORMATS)[number] = 'json';
}
