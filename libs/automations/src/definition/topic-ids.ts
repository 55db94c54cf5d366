import { Injectable } from '@nestjs/common';
import type { Queryable } from '#libs/db';
import { DomainError } from '#libs/kernel';

const FIND = 'SELECT id FROM topics WHERE slug = $1';

/** Topics are named by slug in documents and by id in rows. */
@Injectable()
export class TopicIds {
  /** Throws `automation.topic_missing` when the topic was deleted after publishing. */
  async find(on: Queryable, slug: string): Promise<number> {
    const [row] = await on.query<{ id: number }>(FIND, [slug]);
    if (!row)
      throw new DomainError('automation.topic_missing', `There is no topic "${slug}" any more. Publish with another.`);
    return row.id;
  }
}
