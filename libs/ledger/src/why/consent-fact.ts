import { readConsentAt } from '#libs/contacts';
import type { Queryable } from '#libs/db';
import { fact, type Fact } from './fact.js';

const TOPIC = 'SELECT name FROM topics WHERE id = $1';
const EXPIRES = 'SELECT expires_at FROM consents WHERE contact_id = $1 AND topic_id = $2';

export async function readTopicName(on: Queryable, topicId: number): Promise<string> {
  const [topic] = await on.query<{ name: string }>(TOPIC, [topicId]);
  return topic?.name ?? String(topicId);
}

/** Whether the contact had agreed to a topic at a moment, since when and by what, from the log of consents. */
export async function consentFact(on: Queryable, contactId: number, topicId: number, at: Date): Promise<Fact> {
  const topic = await readTopicName(on, topicId);
  const consent = await readConsentAt(on, contactId, topicId, at);
  if (!consent) return fact('consent.none', { topic }, { verdict: false });
  const { status, since, source, actor } = consent;
  const by = [source, actor].filter((part) => part !== null && part !== '').join(', ');
  return fact(`consent.${status}`, { topic, since, source: by }, { verdict: status === 'subscribed' });
}

/** The same where the consent had run out by then. */
export async function expiryFact(on: Queryable, contactId: number, topicId: number): Promise<Fact> {
  const [row] = await on.query<{ expires_at: Date | null }>(EXPIRES, [contactId, topicId]);
  return fact('consent.expired', { topic: await readTopicName(on, topicId), at: row?.expires_at }, { verdict: false });
}
