import { Inject, Injectable } from '@nestjs/common';
import { appendChanges, type NewContactChange } from '#libs/contacts';
import type { Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { Signals } from '#libs/queue';
import type { MoveReason } from './move-reason.js';
import { type MovedMember, writeDifferences } from './write-differences.js';
import { writeHistory } from './write-history.js';

/** Who moves members by hand, and whether that may start automations. */
export interface MovedBy extends Pick<MoveReason, 'by'> {
  readonly cause: 'hand' | 'import' | 'automation';
  readonly quiet?: boolean;
}

const BY_AUTOMATION: MovedBy = { cause: 'automation' };

const KIND = `SELECT kind FROM segments WHERE id = $1 AND archived_at IS NULL FOR KEY SHARE`;
const EXISTING = `SELECT id FROM contacts WHERE id = ANY ($1::bigint[]) FOR KEY SHARE`;

/** Members that people, imports and automations put in by hand. */
@Injectable()
export class StaticMembers {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Resolves with how many were not in it before; contacts that do not exist are passed over. */
  async add(tx: Tx, segmentId: number, contactIds: readonly number[], as: MovedBy = BY_AUTOMATION): Promise<number> {
    const existing = await tx.query<{ id: number }>(EXISTING, [contactIds]);
    return this.write(
      tx,
      segmentId,
      existing.map(({ id }) => id),
      true,
      as,
    );
  }

  /** Resolves with how many were in it. */
  async remove(tx: Tx, segmentId: number, contactIds: readonly number[], as: MovedBy = BY_AUTOMATION): Promise<number> {
    return this.write(tx, segmentId, contactIds, false, as);
  }

  /** Throws `segment.not_found`, `segment.not_static`. */
  private async write(
    tx: Tx,
    segmentId: number,
    contactIds: readonly number[],
    member: boolean,
    { quiet = false, ...why }: MovedBy,
  ): Promise<number> {
    const [segment] = await tx.query<{ kind: string }>(KIND, [segmentId]);
    if (!segment) throw new DomainError('segment.not_found');
    if (segment.kind !== 'static') throw new DomainError('segment.not_static');
    const judged = contactIds.map((contactId) => ({ segmentId, contactId, member }));
    const now = this.clock.now();
    const moved = await writeDifferences(tx, judged, now);
    await writeHistory(
      tx,
      moved.map((one) => ({ ...one, revision: null, why })),
      now,
    );
    await appendChanges(
      tx,
      moved.map((one) => toChange(one, quiet)),
    );
    tx.afterCommit(() => {
      if (moved.length > 0) this.signals.signal('changes.route', {});
    });
    return moved.length;
  }
}

function toChange({ segmentId, contactId, entered }: MovedMember, quiet: boolean): NewContactChange {
  return { contactId, dimension: `segment:${segmentId}`, old: !entered, new: entered, quiet };
}
