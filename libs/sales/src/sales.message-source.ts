import { Injectable } from '@nestjs/common';
import type { Queryable } from '#libs/db';
import type { MessageSource, SourcedMessage } from '#libs/ledger';

const DONE = `SELECT id FROM sales_alerts WHERE id = ANY($1::bigint[]) AND status = 'done'`;

/** Nobody is told of what is done already. */
@Injectable()
export class SalesMessageSource implements MessageSource {
  readonly kind = 'sales';

  async refusals(on: Queryable, messages: readonly SourcedMessage[]): Promise<ReadonlyMap<number, string>> {
    const rows = await on.query<{ id: number }>(DONE, [messages.map(({ sourceId }) => sourceId)]);
    const done = new Set(rows.map(({ id }) => id));
    return new Map(messages.filter(({ sourceId }) => done.has(sourceId)).map(({ id }) => [id, 'sales.done']));
  }
}
