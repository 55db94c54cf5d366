import { IsIn, IsOptional, Matches } from 'class-validator';
import { IsId, IsIdText } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';
import { IsInstant } from '../http/text.decorators.js';

const STATUSES = ['open', 'claimed', 'done'] as const;

export class AlertListQuery extends ListQuery {
  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];

  /** Only those of this person. */
  @IsOptional()
  @IsIdText()
  assigned_to?: number;

  @IsOptional()
  @IsIdText()
  contact?: number;
}

export class ClaimDto {
  /** Who takes it over; the signed-in person unless a program says whom. */
  @IsOptional()
  @IsId()
  user_id?: number;
}

export class AssignDto {
  @IsId()
  user_id: number;
}

export class SnoozeDto {
  /** A duration from now, such as 2h or 1d. */
  @IsOptional()
  @Matches(/^[1-9]\d{0,5}(s|min|h|d|w|mo)$/, { message: 'Write a number and s, min, h, d, w or mo, as in 2h' })
  for?: string;

  /** RFC 3339. */
  @IsOptional()
  @IsInstant()
  until?: Date;
}
