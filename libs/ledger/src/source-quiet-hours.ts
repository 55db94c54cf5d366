import type { Queryable } from '#libs/db';
import type { SourceQuietHours, SourceRef } from './ports/ledger.port.js';

const READ = `
  SELECT kind, id, quiet_hours AS "quietHours" FROM message_sources
  WHERE quiet_hours IS NOT NULL AND (kind, id) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))`;

/** The key of a message's source in maps. */
export function sourceKey({ sourceKind, sourceId }: { sourceKind: string; sourceId: number }): string {
  return `${sourceKind}:${String(sourceId)}`;
}

/** The quiet hours that the sources of these messages have set for themselves, by {@link sourceKey}. */
export async function readQuietHours(
  on: Queryable,
  messages: readonly { readonly sourceKind: string; readonly sourceId: number }[],
): Promise<ReadonlyMap<string, readonly SourceQuietHours[]>> {
  const sources = new Map(messages.map((message) => [sourceKey(message), message]));
  if (sources.size === 0) return new Map();
  const rows = await on.query<SourceRef & { quietHours: SourceQuietHours }>(READ, [
    [...sources.values()].map(({ sourceKind }) => sourceKind),
    [...sources.values()].map(({ sourceId }) => sourceId),
  ]);
  return new Map(rows.map(({ kind, id, quietHours }) => [sourceKey({ sourceKind: kind, sourceId: id }), [quietHours]]));
}
