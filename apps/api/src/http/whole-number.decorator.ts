import { Transform } from 'class-transformer';
import { IsInt } from 'class-validator';

/** Digits alone: `1e2`, `0x10`, ` 7` and an empty text are no whole numbers, though JavaScript would read them as such. */
const WHOLE = /^-?\d{1,15}$/;

/** A whole number in a query, where everything is text. */
export function IsWholeText(): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && WHOLE.test(value) ? Number(value) : value,
    )(target, property);
    IsInt()(target, property);
  };
}
