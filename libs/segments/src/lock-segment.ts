import type { Tx } from '#libs/db';
import { DomainError } from '#libs/kernel';
import { SegmentEntity } from './segment.entity.js';

/** The segment for an edit, archived or not; other edits of it wait. Throws `segment.not_found`. */
export async function lockSegment(tx: Tx, id: number): Promise<SegmentEntity> {
  const segment = await tx.manager.findOne(SegmentEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!segment) throw new DomainError('segment.not_found');
  return segment;
}
