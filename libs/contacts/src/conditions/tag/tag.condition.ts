import { defineCondition, describeValue } from '#libs/conditions';
import { foldText } from '#libs/kernel';
import { z } from 'zod';

interface TagParams {
  readonly op: 'has_any_of' | 'has_all_of' | 'has_none_of';
  readonly value: readonly string[];
}

const PHRASES = {
  has_any_of: 'Has any of the tags',
  has_all_of: 'Has all of the tags',
  has_none_of: 'Has none of the tags',
};

const EXISTING = `SELECT folded FROM tags WHERE folded = ANY ($1::text[])`;

/** What makes two tags the same. */
function foldedTags({ value }: TagParams): string[] {
  return [...new Set(value.map(foldText))];
}

export const tag = defineCondition<TagParams>({
  type: 'tag',
  label: 'Tag',
  description: 'Tags that the contact has or does not have.',
  params: z.strictObject({
    op: z.enum(['has_any_of', 'has_all_of', 'has_none_of']),
    value: z.array(z.string().trim().min(1, 'must not be empty').max(200)).min(1, 'needs at least one tag').max(1000),
  }),
  warn: async (on, params) => {
    const rows = await on.query<{ folded: string }>(EXISTING, [foldedTags(params)]);
    const existing = new Set(rows.map(({ folded }) => folded));
    return params.value.flatMap((name, index) => {
      if (existing.has(foldText(name))) return [];
      return [{ path: ['value', index], message: `no contact has the tag "${name}" yet` }];
    });
  },
  references: ({ value }) => value.map((key, index) => ({ kind: 'tag', key, path: ['value', index] })),
  reads: () => ['tags'],
  toSql: (params, sql) => {
    const tags = foldedTags(params);
    const relation = sql.relation({
      from: 'contact_tags ct',
      joins: 'JOIN tags t ON t.id = ct.tag_id',
      contact: 'ct.contact_id',
      where: [`t.folded = ANY(${sql.param(tags, 'text[]')})`],
      atMostOne: tags.length === 1,
      ...(params.op === 'has_all_of' && tags.length > 1 ? { having: `count(*) = ${String(tags.length)}` } : {}),
      fact: 'jsonb_agg(t.name ORDER BY t.folded)',
    });
    return { test: params.op === 'has_none_of' ? `(NOT ${relation.present})` : relation.present, fact: relation.fact };
  },
  explain: ({ op, value }, fact) => `${PHRASES[op]} ${value.join(', ')}: has ${fact ? describeValue(fact) : 'none'}`,
});
