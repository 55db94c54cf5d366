import { IsOptional } from 'class-validator';
import { IsInstant } from '../http/text.decorators.js';

/** `POST /tracking/rejudgement`. */
export class RejudgeDto {
  /** Leaves alone what happened before; all is judged again when absent. */
  @IsOptional()
  @IsInstant()
  since?: Date | null;
}
