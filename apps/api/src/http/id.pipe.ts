import { Injectable, type PipeTransform } from '@nestjs/common';
import { DomainError } from '#libs/kernel';

/** An id in a path: `@Param('id', IdPipe) id: number`. What cannot be an id names nothing: 404. */
@Injectable()
export class IdPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    const id = /^[1-9]\d{0,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(id)) throw new DomainError('route.unknown', `"${value}" is no id.`);
    return id;
  }
}
