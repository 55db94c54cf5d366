import { Injectable } from '@nestjs/common';
import { type DocumentKey, DocumentNames, type NamedDocument } from '#libs/contacts';
import type { Queryable } from '#libs/db';

const NAMES = `
  SELECT wanted.kind, wanted.id, document.name, document.status
  FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS wanted (kind, id, place)
  LEFT JOIN LATERAL (
    SELECT name, NULL AS status FROM segments WHERE wanted.kind = 'segment' AND segments.id = wanted.id
    UNION ALL
    SELECT name, NULL FROM templates WHERE wanted.kind = 'template' AND templates.id = wanted.id
    UNION ALL
    SELECT name, status FROM campaigns WHERE wanted.kind = 'campaign' AND campaigns.id = wanted.id
    UNION ALL
    SELECT name, status FROM automations WHERE wanted.kind = 'automation' AND automations.id = wanted.id
  ) document ON true
  ORDER BY place`;

/** Names the documents that use others: they belong to libs above `contacts`. */
@Injectable()
export class StoredDocumentNames extends DocumentNames {
  async nameAll(on: Queryable, keys: readonly DocumentKey[]): Promise<NamedDocument[]> {
    const given = [keys.map(({ kind }) => kind), keys.map(({ id }) => id)];
    return on.query<NamedDocument & Record<string, unknown>>(NAMES, given);
  }
}
