import { ContactActions } from '#libs/contacts';
import { z } from 'zod';
import { nextStep, topicSlug } from '../../definition/params.js';
import { defineStep } from '../define-step.js';

export const unsubscribe = defineStep({
  type: 'unsubscribe',
  label: 'Unsubscribe',
  description: 'Unsubscribes the contact from a topic.',
  params: z.object({ topic: topicSlug, next: nextStep }),
  edges: ['next'],
  changes: ({ topic }) => [{ dimension: `consent:${topic}`, old: null, new: 'unsubscribed' }],
  refs: { topic: 'topic' },
  uses: { contacts: ContactActions },
  run: async ({ topic, next }, batch, { contacts }) => {
    await contacts.setConsent(batch.tx, topic, 'unsubscribed', batch.contactIds, { source: batch.source });
    return batch.allGo(next);
  },
});
