import { Injectable } from '@nestjs/common';
import { SegmentNames } from '#libs/content';
import type { Queryable } from '#libs/db';

const KNOWN = `SELECT slug FROM segments WHERE slug = ANY($1)`;

/** Lets `content` ask for segments, which stand above it. */
@Injectable()
export class StoredSegmentNames extends SegmentNames {
  async known(slugs: readonly string[], on: Queryable): Promise<ReadonlySet<string>> {
    const rows = await on.query<{ slug: string }>(KNOWN, [slugs]);
    return new Set(rows.map(({ slug }) => slug));
  }
}
