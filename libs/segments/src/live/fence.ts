import type { Database, Tx } from '#libs/db';

/*
 * Routers read which segments are being refreshed when their transaction begins. A refresh raises its flag, and must
 * then know that no router is under way that has not seen it. So every router holds the fence shared, and a refresh
 * takes it for a moment: when it has it, all routers that began before have ended. Waiters of an advisory lock queue,
 * so neither side starves; routers wait no longer than the slowest batch under way.
 */
const FENCE = `hashtextextended('segments.fence', 0)`;

/** Called by a router, and by whoever erases a contact, before it reads which segments there are; ends with its transaction. */
export async function standBehindFence(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${FENCE})`);
}

/** Resolves when all routers have ended that began before the call. */
export async function passFence(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(${FENCE})`);
  });
}
