import { parseRfc3339 } from '#libs/kernel';
import { Transform } from 'class-transformer';
import { IsDate, IsNotEmpty, IsString, MaxLength, ValidateIf } from 'class-validator';

/** A text of at least one visible character, without blanks around it. */
export function IsName(maxLength = 200): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))(target, property);
    IsString()(target, property);
    IsNotEmpty()(target, property);
    MaxLength(maxLength)(target, property);
  };
}

/** A point in time with its offset (RFC 3339), read as a Date; "2020", a day alone and 30 February are none. */
export function IsInstant(): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (parseRfc3339(value) ?? value) : value))(
      target,
      property,
    );
    IsDate({ message: 'must be a time as in RFC 3339, such as 2026-12-01T09:00:00Z' })(target, property);
  };
}

/** May be left out, but not null: for what cannot be empty. A class that extends this one cannot require it again. */
export function IsLeftOutOr(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
