import type { Migration } from '#libs/db';

/** Whoever wants to delete a topic is told which campaigns name it. */
export const topicsOfCampaigns: Migration = {
  name: '0066-topics-of-campaigns',
  up: `
INSERT INTO document_refs (from_kind, from_id, to_kind, to_key)
SELECT 'campaign', campaigns.id, 'topic', topics.slug FROM campaigns JOIN topics ON topics.id = campaigns.topic_id
ON CONFLICT DO NOTHING;
`,
  down: `
DELETE FROM document_refs WHERE from_kind = 'campaign' AND to_kind = 'topic';
`,
};
