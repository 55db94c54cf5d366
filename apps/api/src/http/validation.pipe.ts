import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { invalid } from '#libs/kernel';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { asSent, isWide, MOST_MEMBERS, withTameValues } from './deep-values.js';
import { refuseUnstorable } from './storable.pipe.js';
import { toFieldErrors } from './validation-errors.js';

const PLAIN = new Set<unknown>([String, Boolean, Number, Array, Object, Buffer]);

/**
 * Turns bodies and queries into their DTO classes: unknown fields are refused by name, every wrong value is listed
 * with its path. What is declared as a plain type is handed on as it came, for the service to parse.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, { metatype, type }: ArgumentMetadata): Promise<unknown> {
    if (!metatype || type === 'custom' || PLAIN.has(metatype)) return value;
    const given = value ?? {};
    if (typeof given !== 'object' || Array.isArray(given)) throw invalid([{ path: '', message: 'must be an object' }]);
    if (isWide(given)) throw invalid([{ path: '', message: `has more than ${String(MOST_MEMBERS)} members` }]);
    refuseUnstorable(given);
    return withTameValues(given, (tame) => makeDto(metatype as new () => object, tame));
  }
}

async function makeDto(metatype: new () => object, given: object): Promise<object> {
  const dto = plainToInstance(metatype, given);
  const errors = await validate(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    validationError: { target: true, value: true },
  });
  if (errors.length === 0) return dto;
  throw invalid(toFieldErrors(errors).map(({ path, message }) => ({ path: asSent(path), message })));
}
