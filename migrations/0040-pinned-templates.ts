import type { Migration } from '#libs/db';

/**
 * A campaign that has begun sends the version that it is pinned to, so its template may be deleted; only those that are
 * yet to begin keep it.
 */
export const pinnedTemplates: Migration = {
  name: '0040-pinned-templates',
  up: `
DELETE FROM document_refs USING campaigns
WHERE from_kind = 'campaign' AND from_id = campaigns.id AND to_kind = 'template'
  AND campaigns.template_version IS NOT NULL;
`,
  down: `
INSERT INTO document_refs (from_kind, from_id, to_kind, to_key)
SELECT 'campaign', id, 'template', template_id::text FROM campaigns WHERE template_version IS NOT NULL
ON CONFLICT DO NOTHING;
`,
};
