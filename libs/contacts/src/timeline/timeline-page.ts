/** Where entries come from, oldest first among those of one moment. The numbers stand in ids: they never change. */
const SOURCES = {
  contact: 1,
  note: 2,
  consent: 3,
  tag: 4,
  event: 5,
  segment: 6,
  message: 7,
  message_event: 8,
  enrolment: 9,
  enrolment_step: 10,
  enrolment_end: 11,
  alert: 12,
  alert_done: 13,
  webhook: 14,
  merge: 15,
  unmerge: 16,
} as const;

type TimelineSource = keyof typeof SOURCES;

/** Room for so many sources; row ids up to 2.8 × 10^14 then make ids that JSON keeps. */
const ROOM = 32;

/** The SQL of an entry's id: the row's id and its source in one number, so that it is unique over all of them. */
export function timelineId(source: TimelineSource, rowId: string): string {
  return `(${rowId} * ${String(ROOM)} + ${String(SOURCES[source])})`;
}

/** The place of an entry among those of the same moment. */
export function rankInMoment(id: number): number {
  return id % ROOM;
}

/**
 * The end of a contact owner's statement over rows (id, at, kind, name, data): $2 and $3 are the cursor (NULL for the
 * first page), $4 the limit. Times are cut to milliseconds, because a cursor holds no more.
 */
export const TIMELINE_PAGE = `
  WHERE $2::timestamptz IS NULL
    OR (date_trunc('milliseconds', entry.at), entry.id % ${String(ROOM)}, entry.id)
      < ($2, $3::bigint % ${String(ROOM)}, $3::bigint)
  ORDER BY date_trunc('milliseconds', entry.at) DESC, entry.id % ${String(ROOM)} DESC, entry.id DESC LIMIT $4`;
