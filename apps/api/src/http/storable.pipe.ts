import { Injectable, type PipeTransform } from '@nestjs/common';
import { findUnstorable, formatPath, invalid, isLostNumber, LOST_DIGITS, valueAt } from '#libs/kernel';

/** For bodies without a DTO, whose service stores them as they are: `@Body(StorablePipe) body: unknown`. */
@Injectable()
export class StorablePipe implements PipeTransform {
  transform(value: unknown): unknown {
    refuseUnstorable(value);
    return value;
  }
}

/** Throws 422 with the path of a text that the database cannot keep, or of a number that JavaScript could not. */
export function refuseUnstorable(value: unknown): void {
  const path = findUnstorable(value);
  if (!path) return;
  const unstorable = 'holds U+0000 or half of a surrogate pair, which cannot be stored';
  const message = isLostNumber(valueAt(value, path)) ? LOST_DIGITS : unstorable;
  throw invalid([{ path: formatPath(path), message }]);
}
