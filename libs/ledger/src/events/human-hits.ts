import type { Queryable } from '#libs/db';

/** Nobody clicks two links of a mail within this time … */
const AT_ONCE_SECONDS = 1;
/** … nor so many within this. */
const BURST_SECONDS = 10;
const BURST_LINKS = 3;

// A scanner opens the mail and follows its links in one go, by several requests that each look like a browser's: it is
// their company that gives them away. One statement for all; read by the message's index.
const JUDGE = `
  SELECT hit.id IS NOT NULL AND NOT hit.machine AND NOT coalesce(company.at_once > 1 OR company.burst >= ${String(BURST_LINKS)} OR company.machine, false) AS human
  FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, place)
  LEFT JOIN message_events hit ON hit.id = wanted.id
  LEFT JOIN LATERAL (
    SELECT count(DISTINCT link_index) FILTER (WHERE other.kind = 'clicked'
        AND other.at BETWEEN hit.at - interval '${String(AT_ONCE_SECONDS)} s'
          AND hit.at + interval '${String(AT_ONCE_SECONDS)} s') AS at_once,
      count(DISTINCT link_index) FILTER (WHERE other.kind = 'clicked') AS burst,
      bool_or(other.machine AND other.kind = 'clicked' AND other.ip IS NOT DISTINCT FROM hit.ip) AS machine
    FROM message_events other WHERE other.message_id = hit.message_id
      AND other.at BETWEEN hit.at - interval '${String(BURST_SECONDS)} s' AND hit.at + interval '${String(BURST_SECONDS)} s'
  ) company ON true
  ORDER BY place`;

/** Which opens and clicks a person made, as far as what came around them can tell; in the order of the ids. */
export async function judgeHits(on: Queryable, messageEventIds: readonly number[]): Promise<boolean[]> {
  return (await on.query<{ human: boolean }>(JUDGE, [messageEventIds])).map(({ human }) => human);
}
