import { IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsWholeText } from '../http/whole-number.decorator.js';

export class SuggestionsQuery {
  /** A field's key: its values are listed. Leave out field and event for the names of events. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  field?: string;

  /** An event's name: its properties are listed. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  event?: string;

  /** With event, a property: its values are listed. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  property?: string;

  /** What they hold. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  /** How many at most, 1 to 100; 20 unless given. */
  @IsOptional()
  @IsWholeText()
  @Min(1)
  @Max(100)
  limit = 20;
}
