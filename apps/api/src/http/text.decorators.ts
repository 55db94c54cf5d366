import { Transform } from 'class-transformer';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** A text of at least one visible character, without blanks around it. */
export function IsName(maxLength = 200): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))(target, property);
    IsString()(target, property);
    IsNotEmpty()(target, property);
    MaxLength(maxLength)(target, property);
  };
}
