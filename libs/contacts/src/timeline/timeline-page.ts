/**
 * The end of a contact owner's statement over rows (id, at, kind, name, data): $2 and $3 are the cursor (NULL for the
 * first page), $4 the limit. Times are cut to milliseconds, because a cursor holds no more; ids are compared as bytes.
 */
export const TIMELINE_PAGE = `
  WHERE $2::timestamptz IS NULL
    OR (date_trunc('milliseconds', entry.at), entry.id COLLATE "C") < ($2, $3::text)
  ORDER BY date_trunc('milliseconds', entry.at) DESC, entry.id COLLATE "C" DESC LIMIT $4`;
