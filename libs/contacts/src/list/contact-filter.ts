import { type Queryable } from '#libs/db';
import { foldText, invalid } from '#libs/kernel';

export interface ContactFilter {
  /** Name of a tag. */
  readonly tag?: string | undefined;
  /** Id or slug of a segment. */
  readonly segment?: string | undefined;
}

/** Collects conditions and their parameters for a statement over `contacts c`. */
export class Where {
  readonly clauses: string[] = [];
  readonly params: unknown[] = [];

  /** The placeholder of a value. */
  value(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  add(clause: string): void {
    this.clauses.push(clause);
  }

  get sql(): string {
    return this.clauses.length > 0 ? `WHERE ${this.clauses.join(' AND ')}` : '';
  }
}

const FIND_TAG = `SELECT id FROM tags WHERE folded = $1`;
const FIND_SEGMENT = `SELECT id FROM segments WHERE archived_at IS NULL AND (slug = $1 OR id::text = $1)`;

/** The filters of the list as a WHERE. A tag that nobody has made matches nobody; an unknown segment is refused. */
export async function whereOf(on: Queryable, { tag, segment }: ContactFilter): Promise<Where> {
  const where = new Where();
  if (tag) {
    const [row] = await on.query<{ id: number }>(FIND_TAG, [foldText(tag.trim())]);
    const id = where.value(row?.id ?? 0);
    where.add(`EXISTS (SELECT FROM contact_tags t WHERE t.contact_id = c.id AND t.tag_id = ${id})`);
  }
  if (segment) {
    // Membership is kept by the lib above; its table is a fact of the schema.
    const [row] = await on.query<{ id: number }>(FIND_SEGMENT, [segment]);
    if (!row) throw invalid([{ path: 'segment', message: 'is no segment' }]);
    const id = where.value(row.id);
    where.add(`EXISTS (SELECT FROM segment_members m WHERE m.contact_id = c.id AND m.segment_id = ${id})`);
  }
  return where;
}
