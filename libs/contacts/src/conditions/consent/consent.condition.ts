import { defineCondition, describeValue } from '#libs/conditions';
import { z } from 'zod';

const STATUSES = ['unconfirmed', 'subscribed', 'unsubscribed', 'cleaned', 'complained'] as const;

interface ConsentParams {
  readonly topic: string;
  readonly status: (typeof STATUSES)[number];
}

const EXISTING = `SELECT slug, name FROM topics WHERE slug = ANY ($1::text[])`;

export const consent = defineCondition<ConsentParams, ReadonlyMap<string, string>>({
  type: 'consent',
  label: 'Consent',
  description: 'What the contact has agreed to, by topic. Who was never asked has no status and matches none.',
  params: z.strictObject({ topic: z.string().min(1), status: z.enum(STATUSES) }),
  lookup: async (on, leaves) => {
    const rows = await on.query<{ slug: string; name: string }>(EXISTING, [leaves.map(({ topic }) => topic)]);
    return new Map(rows.map(({ slug, name }) => [slug, name]));
  },
  check: ({ topic }, topics) =>
    topics.has(topic) ? [] : [{ path: ['topic'], message: `there is no topic "${topic}"` }],
  references: ({ topic }) => [{ kind: 'topic', key: topic, path: ['topic'] }],
  reads: ({ topic }) => [`consent:${topic}`],
  toSql: ({ topic, status }, sql) => {
    const relation = sql.relation({
      from: 'consents co',
      joins: 'JOIN topics tp ON tp.id = co.topic_id',
      contact: 'co.contact_id',
      where: [`tp.slug = ${sql.param(topic, 'text')}`],
      only: `co.status = ${sql.param(status, 'text')}`,
      atMostOne: true,
      fact: 'to_jsonb(min(co.status))',
    });
    return { test: relation.present, fact: relation.fact };
  },
  explain: ({ topic, status }, fact, topics) =>
    `${topics.get(topic) ?? topic} is ${status}: is ${fact ? describeValue(fact) : 'not set'}`,
});
