import type { Condition } from '#libs/conditions';
import type { Tx } from '#libs/db';

/** A dynamic segment as the router needs it. */
export interface LiveSegment {
  readonly id: number;
  readonly revision: number;
  readonly reads: readonly string[];
  /** Its membership belongs to another condition, or is being rebuilt: note whom to judge later. */
  readonly paused: boolean;
}

// A segment that was never built and is not being built needs nothing: its first build sees this change.
const LIVE = `
  SELECT id, revision, reads, (refreshing OR built_revision <> revision) AS paused FROM segments
  WHERE kind = 'dynamic' AND archived_at IS NULL AND (refreshing OR built_revision IS NOT NULL)`;

// Of the revision that the router has read: an edit meanwhile is the matter of the build that follows it.
const CONDITIONS = `
  SELECT kept.segment_id AS id, kept.condition
  FROM unnest($1::bigint[], $2::integer[]) AS wanted (id, revision)
  JOIN segment_versions kept ON kept.segment_id = wanted.id AND kept.revision = wanted.revision`;

/** All segments that changes can touch, those that others name first. */
export async function loadLiveSegments(tx: Tx): Promise<LiveSegment[][]> {
  return intoLevels(await tx.query<{ id: number; revision: number; reads: string[]; paused: boolean }>(LIVE));
}

/** The first level names no segment, the second only those of the first, and so on. There are no cycles. */
export function intoLevels(segments: readonly LiveSegment[]): LiveSegment[][] {
  const byDimension = new Map(segments.map((segment) => [`segment:${String(segment.id)}`, segment]));
  const depths = new Map<LiveSegment, number>();
  const depthOf = (segment: LiveSegment): number => {
    const known = depths.get(segment);
    if (known !== undefined) return known;
    depths.set(segment, 0);
    const named = segment.reads.flatMap((dimension) => byDimension.get(dimension) ?? []);
    const depth = named.reduce((deepest, other) => Math.max(deepest, depthOf(other) + 1), 0);
    depths.set(segment, depth);
    return depth;
  };
  const levels: LiveSegment[][] = [];
  for (const segment of segments) (levels[depthOf(segment)] ??= []).push(segment);
  return Array.from(levels, (level) => level);
}

/** Conditions by segment; kept by revision, so that a busy router reads each once. */
export class ConditionCache {
  private readonly kept = new Map<number, { readonly revision: number; readonly condition: Condition }>();

  async load(tx: Tx, segments: readonly LiveSegment[]): Promise<Condition[]> {
    const missing = segments.filter(({ id, revision }) => this.kept.get(id)?.revision !== revision);
    if (missing.length > 0) await this.read(tx, missing);
    return segments.map(({ id }) => {
      const found = this.kept.get(id);
      if (!found) throw new Error(`Segment ${String(id)} went away while it was judged`);
      return found.condition;
    });
  }

  private async read(tx: Tx, segments: readonly LiveSegment[]): Promise<void> {
    const revisions = new Map(segments.map(({ id, revision }) => [id, revision]));
    const rows = await tx.query<{ id: number; condition: Condition }>(CONDITIONS, [
      [...revisions.keys()],
      [...revisions.values()],
    ]);
    for (const { id, condition } of rows) this.kept.set(id, { revision: revisions.get(id) ?? 0, condition });
  }
}
