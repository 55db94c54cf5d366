import { ContactActions } from '#libs/contacts';
import { z } from 'zod';
import { nextStep, topicSlug } from '../../definition/params.js';
import { defineStep } from '../define-step.js';

export const subscribe = defineStep({
  type: 'subscribe',
  label: 'Subscribe',
  description: 'Subscribes the contact to a topic. Whoever has unsubscribed stays so: only the contact can undo that.',
  params: z.object({ topic: topicSlug, next: nextStep }),
  edges: ['next'],
  changes: ({ topic }) => [{ dimension: `consent:${topic}`, old: null, new: 'subscribed' }],
  refs: { topic: 'topic' },
  uses: { contacts: ContactActions },
  run: async ({ topic, next }, batch, { contacts }) => {
    await contacts.setConsent(batch.tx, topic, 'subscribed', batch.contactIds, { source: batch.source });
    return batch.allGo(next);
  },
});
