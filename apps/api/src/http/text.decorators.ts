import { Transform } from 'class-transformer';
import { IsNotEmpty, IsString, MaxLength, ValidateIf } from 'class-validator';

/** A text of at least one visible character, without blanks around it. */
export function IsName(maxLength = 200): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))(target, property);
    IsString()(target, property);
    IsNotEmpty()(target, property);
    MaxLength(maxLength)(target, property);
  };
}

/** May be left out, but not null: for what cannot be empty. A class that extends this one cannot require it again. */
export function IsLeftOutOr(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
