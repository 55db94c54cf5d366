import { FIELD_TYPES, type FieldType } from '#libs/contacts';
import { foldText } from '#libs/kernel';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { IsLeftOutOr, IsName } from '../http/text.decorators.js';

/** Options are compared so. */
function folded(option: unknown): unknown {
  return typeof option === 'string' ? foldText(option.trim()) : option;
}

export class ChangeFieldBody {
  @IsLeftOutOr()
  @IsName()
  label?: string;

  /** What a choice or set may hold; empty = anything. Values that contacts have already stay. */
  @IsLeftOutOr()
  @IsArray()
  @ArrayMaxSize(1000)
  @ArrayUnique(folded, { message: 'must not hold the same twice, whatever the case' })
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  @Matches(/\S/, { each: true, message: 'each value in options must not be empty' })
  options?: string[];

  /** Groups fields in forms. */
  @ValidateIf((_body, value) => value !== undefined && value !== null)
  @IsString()
  @MaxLength(100)
  category?: string | null;
}

export class CreateFieldBody extends ChangeFieldBody {
  /** a-z, 0-9 and _, beginning with a letter. It never changes. */
  @IsString()
  @MaxLength(63)
  key: string;

  @IsIn(FIELD_TYPES)
  type: FieldType;
}
