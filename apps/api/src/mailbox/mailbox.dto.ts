import { IsOptional, IsString, MaxLength } from 'class-validator';
import { ListQuery } from '../http/keyset.js';

export class MailboxQuery extends ListQuery {
  /** A part of the recipient's address or of the subject. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
}
