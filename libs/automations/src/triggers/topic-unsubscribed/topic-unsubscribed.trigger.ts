import { z } from 'zod';
import { topicSlug } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';

export const topicUnsubscribed = defineTrigger({
  type: 'topic_unsubscribed',
  label: 'Topic unsubscribed',
  description: 'A contact no longer wants mails about a topic.',
  params: z.object({ topic: topicSlug }),
  refs: { topic: 'topic' },
  dimensions: ({ topic }) => [`consent:${topic}`],
  starts: (_params, { change }) => change.new === 'unsubscribed' && change.old !== 'unsubscribed',
  describe: ({ topic }) => ({ topic }),
});
