import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';

/** `true` or `false` in a query; may be left out. */
export function IsFlag(): PropertyDecorator {
  return (target, property) => {
    IsOptional()(target, property);
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))(
      target,
      property,
    );
    IsBoolean()(target, property);
  };
}

/** Only what is in this folder; empty for what is in none; may be left out. */
export function IsFolderFilter(): PropertyDecorator {
  return (target, property) => {
    IsOptional()(target, property);
    IsString()(target, property);
    MaxLength(100)(target, property);
  };
}
