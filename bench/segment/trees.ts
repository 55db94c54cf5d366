/** A segment as people build it, and the statement that somebody who knows the data would write for it by hand. */
export interface BenchTree {
  readonly name: string;
  readonly condition: unknown;
  /** Selects the ids of all who match; `$1` is now. */
  readonly byHand: string;
}

const COUNTRIES = ['GB', 'IE', 'FR', 'US'];

const COUNTRY = { type: 'field', field: 'country', op: 'is_any_of', value: COUNTRIES };
const COUNTRY_SQL = `lower(c.country) IN ('gb', 'ie', 'fr', 'us')`;

const demographic: BenchTree = {
  name: 'demographic: three fields, one negated',
  condition: {
    all: [
      COUNTRY,
      { type: 'field', field: 'birth_date', op: 'before', value: '1985-01-01' },
      { not: { type: 'field', field: 'city', op: 'contains', value: 'ham' } },
    ],
  },
  byHand: `
    SELECT c.id FROM contacts c
    WHERE ${COUNTRY_SQL} AND c.birth_date < '1985-01-01' AND coalesce(strpos(lower(c.city), 'ham') = 0, true)`,
};

const frequent: BenchTree = {
  name: 'behavioural: two orders in 90 days',
  condition: { type: 'event', event: 'order_completed', measure: 'count', op: 'gte', value: 2, within: '90d' },
  byHand: `
    SELECT contact_id AS id FROM events
    WHERE name = 'order_completed' AND occurred_at >= $1::timestamptz - interval '2160 h'
    GROUP BY contact_id HAVING count(*) >= 2`,
};

const shoes: BenchTree = {
  name: 'value: a sum over events with a property, without a tag',
  condition: {
    all: [
      {
        type: 'event',
        event: 'order_completed',
        measure: 'sum',
        of: 'value',
        op: 'gte',
        value: 100,
        within: '180d',
        where: { property: 'category', op: 'is', value: 'shoes' },
      },
      { type: 'tag', op: 'has_none_of', value: ['tag-1'] },
    ],
  },
  byHand: `
    SELECT bought.contact_id AS id FROM (
      SELECT contact_id FROM events
      WHERE name = 'order_completed' AND occurred_at >= $1::timestamptz - interval '4320 h'
        AND lower(properties ->> 'category') = 'shoes'
      GROUP BY contact_id HAVING sum(value) >= 100) bought
    WHERE NOT EXISTS (
      SELECT FROM contact_tags t
      WHERE t.contact_id = bought.contact_id AND t.tag_id = (SELECT id FROM tags WHERE folded = 'tag-1'))`,
};

/** Four clauses with an alternative and a negation; `days` is what an edit changes. */
function mixed(days: number): BenchTree {
  return {
    name: `mixed: four clauses, one alternative, one negation (${String(days)} days)`,
    condition: {
      all: [
        COUNTRY,
        {
          any: [
            {
              type: 'event',
              event: 'order_completed',
              measure: 'count',
              op: 'gte',
              value: 2,
              within: `${String(days)}d`,
            },
            { type: 'tag', op: 'has_any_of', value: ['tag-2', 'tag-3'] },
          ],
        },
        { not: { type: 'event', event: 'page_viewed', measure: 'count', op: 'gte', value: 1, within: '14d' } },
      ],
    },
    byHand: `
      SELECT c.id FROM contacts c
      LEFT JOIN (
        SELECT contact_id FROM events
        WHERE name = 'order_completed' AND occurred_at >= $1::timestamptz - interval '${String(days * 24)} h'
        GROUP BY contact_id HAVING count(*) >= 2) bought ON bought.contact_id = c.id
      LEFT JOIN (
        SELECT DISTINCT contact_id FROM contact_tags
        WHERE tag_id IN (SELECT id FROM tags WHERE folded IN ('tag-2', 'tag-3'))) tagged ON tagged.contact_id = c.id
      LEFT JOIN (
        SELECT DISTINCT contact_id FROM events
        WHERE name = 'page_viewed' AND occurred_at >= $1::timestamptz - interval '336 h') seen ON seen.contact_id = c.id
      WHERE ${COUNTRY_SQL} AND (bought.contact_id IS NOT NULL OR tagged.contact_id IS NOT NULL)
        AND seen.contact_id IS NULL`,
  };
}

/** Reads the stored membership of another segment, consent and a custom field. */
function nested(other: number): BenchTree {
  return {
    name: 'nested: in another segment, subscribed, a custom number',
    condition: {
      all: [
        { type: 'segment', op: 'in', segment: other },
        { type: 'consent', topic: 'newsletter', status: 'subscribed' },
        { type: 'field', field: 'income', op: 'gte', value: 50_000 },
      ],
    },
    byHand: `
      SELECT c.id FROM contacts c
      JOIN segment_members m ON m.contact_id = c.id AND m.segment_id = ${String(other)}
      JOIN consents k ON k.contact_id = c.id AND k.status = 'subscribed'
        AND k.topic_id = (SELECT id FROM topics WHERE slug = 'newsletter')
      WHERE (c.fields ->> 'income')::numeric >= 50000`,
  };
}

export const FREQUENT = frequent;

/** What a marketer's segments look like; `other` is the id of a segment that is there already. */
export function benchTrees(other: number): BenchTree[] {
  return [demographic, frequent, shoes, mixed(90), nested(other)];
}

/** An edit of a window: a part of the members changes. */
export const BEFORE_EDIT = mixed(90);
export const AFTER_EDIT = mixed(75);
