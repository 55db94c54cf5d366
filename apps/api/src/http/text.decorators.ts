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

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** A point in time with its offset (RFC 3339), read as a Date; "2020" or a day alone is none. */
export function IsInstant(): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && INSTANT.test(value) ? new Date(value) : value,
    )(target, property);
    IsDate({ message: 'must be a time as in RFC 3339, such as 2026-12-01T09:00:00Z' })(target, property);
  };
}

/** May be left out, but not null: for what cannot be empty. A class that extends this one cannot require it again. */
export function IsLeftOutOr(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
