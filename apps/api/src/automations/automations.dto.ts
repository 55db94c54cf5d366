import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsFlag, IsFolderFilter } from '../http/filter.decorators.js';
import { IsId, IsIdText } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';

const STATUSES = ['draft', 'live', 'paused', 'archived'] as const;
const STATES = ['active', 'completed', 'converted', 'exited', 'stuck'] as const;

export class AutomationListQuery extends ListQuery {
  /** Without it all but the archived ones. */
  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];

  /** Part of the name. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  /** Only those of this folder; empty for those in none. */
  @IsFolderFilter()
  folder?: string;
}

export class SaveAutomationQuery {
  /** Save even what can not run yet: its problems come with the answer. */
  @IsFlag()
  incomplete?: boolean;
}

export class PublishAutomationDto {
  /** By step: keep on the old version, move to the new one, or exit. Steps that are not named keep. */
  @IsOptional()
  @IsObject()
  migrate?: Record<string, 'keep' | 'move' | 'exit'>;
}

export class EnrolmentListQuery extends ListQuery {
  /** Only those who stand at this step now. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  step?: string;

  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];

  @IsOptional()
  @IsIdText()
  contact?: number;
}

export class ExplainAutomationQuery {
  /** Whom it is about. */
  @IsIdText()
  contact: number;
}

export class WhomDto {
  @IsOptional()
  @IsId()
  contact_id?: number;

  /** Several at once, up to 10,000. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(Number.MAX_SAFE_INTEGER, { each: true })
  contact_ids?: number[];
}

export class EnrolDto extends WhomDto {
  /** What templates and conditions see as `event.*`. */
  @IsOptional()
  @IsObject()
  event?: Record<string, unknown>;
}

const REMEDIES = ['retry', 'skip', 'exit'] as const;

export class ResolveStuckDto {
  /** Try the step again, pass over it, or take them out. */
  @IsIn(REMEDIES)
  do: (typeof REMEDIES)[number];

  /** Only those at this step. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  step?: string;

  /** Only those with this reason. */
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  error?: string;

  /** Only these enrolments, up to 10,000. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(Number.MAX_SAFE_INTEGER, { each: true })
  enrolment_ids?: number[];
}

const HELD_REMEDIES = ['retry', 'exit'] as const;

export class ResolveHeldDto {
  /** Try them again at once, or take them out. */
  @IsIn(HELD_REMEDIES)
  do: (typeof HELD_REMEDIES)[number];

  /** Only those at this step. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  step?: string;

  /** Only those with this reason. */
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  error?: string;
}

const KEPT_OUT_REMEDIES = ['enter', 'dismiss'] as const;

export class ResolveKeptOutDto {
  /** Take them in now, or forget that they were kept out. */
  @IsIn(KEPT_OUT_REMEDIES)
  do: (typeof KEPT_OUT_REMEDIES)[number];
}

export class BackfillDto {
  /** Where the call before has ended: its `next`. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}
