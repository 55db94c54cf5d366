import { Inject, Injectable } from '@nestjs/common';
import type { Condition } from '#libs/conditions';
import { Database } from '#libs/db';
import type { MoveCause, MoveChange, MoveReason } from '../members/move-reason.js';
import { type NamedUser, readSegment } from '../segment-view.js';
import { clauseAt } from './clause-at.js';

/** A clause of the version by which a member moved. */
export interface TurnedClause {
  readonly path: string;
  readonly clause: Condition;
}

/** One who entered or left. */
export interface HistoryEntry {
  readonly id: number;
  readonly at: Date;
  readonly contact: { readonly id: number; readonly email: string | null; readonly name: string | null };
  readonly entered: boolean;
  /** Of the condition that moved the contact; null for static segments. */
  readonly revision: number | null;
  /** Null for moves from before causes were kept. */
  readonly cause: MoveCause | null;
  readonly changes: readonly MoveChange[];
  readonly clauses: readonly TurnedClause[];
  readonly by: NamedUser | null;
}

interface Row extends Omit<HistoryEntry, 'cause' | 'changes' | 'clauses'>, Record<string, unknown> {
  readonly why: MoveReason | null;
  readonly condition: Condition | null;
}

const PAGE = `
  SELECT history.id, history.at, history.entered, history.revision, history.why, version.condition,
    jsonb_build_object('id', c.id, 'email', c.email,
      'name', nullif(concat_ws(' ', c.first_name, c.last_name), '')) AS contact,
    (SELECT jsonb_build_object('id', users.id, 'name', users.name) FROM users
     WHERE users.id = (history.why ->> 'by')::bigint) AS by
  FROM segment_history history JOIN contacts c ON c.id = history.contact_id
  LEFT JOIN segment_versions version ON version.segment_id = history.segment_id AND version.revision = history.revision
  WHERE history.segment_id = $1 AND ($2::bigint IS NULL OR history.id < $2)
    AND ($3::bigint IS NULL OR history.contact_id = $3) AND ($4::boolean IS NULL OR history.entered = $4)
  ORDER BY history.id DESC LIMIT $5`;

export interface HistoryFilter {
  readonly contact: number | null;
  /** Only those who entered, or only those who left. */
  readonly entered: boolean | null;
}

/** Who entered and left a segment, when and why. */
@Injectable()
export class SegmentHistory {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** Newest first; `before` is the id to go on below. Throws `segment.not_found`. */
  async list(
    segmentId: number,
    { contact, entered }: HistoryFilter,
    before: number | null,
    limit: number,
  ): Promise<HistoryEntry[]> {
    await readSegment(this.db, segmentId);
    const rows = await this.db.query<Row>(PAGE, [segmentId, before, contact, entered, limit]);
    return rows.map(toEntry);
  }
}

function toEntry({ why, condition, ...row }: Row): HistoryEntry {
  const clauses = (why?.clauses ?? []).flatMap((path) => {
    const clause = condition && clauseAt(condition, path);
    return clause ? [{ path, clause }] : [];
  });
  return { ...row, cause: why?.cause ?? null, changes: why?.changes ?? [], clauses };
}
