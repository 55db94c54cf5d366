import { z } from 'zod';
import { topicSlug } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';

export const topicSubscribed = defineTrigger({
  type: 'topic_subscribed',
  label: 'Topic subscribed',
  description: 'A contact agrees to mails about a topic.',
  params: z.object({ topic: topicSlug }),
  refs: { topic: 'topic' },
  dimensions: ({ topic }) => [`consent:${topic}`],
  starts: (_params, { change }) => change.new === 'subscribed' && change.old !== 'subscribed',
  past: ({ topic }) => ({ condition: { type: 'consent', topic, status: 'subscribed' }, facts: { topic } }),
  describe: ({ topic }) => ({ topic }),
});
