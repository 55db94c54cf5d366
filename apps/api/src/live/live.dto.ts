import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export class LiveQuery {
  /** What to watch, separated by commas: `campaign:12,import:3`. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  topics: string;
}
