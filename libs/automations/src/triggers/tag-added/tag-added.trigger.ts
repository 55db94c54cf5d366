import { foldText } from '#libs/kernel';
import { z } from 'zod';
import { tagName } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';

export const tagAdded = defineTrigger({
  type: 'tag_added',
  label: 'Tag added',
  description: 'A contact gets a tag that it did not have.',
  params: z.object({ tag: tagName }),
  dimensions: () => ['tags'],
  starts: ({ tag }, { change }) => typeof change.new === 'string' && foldText(change.new) === foldText(tag),
  past: ({ tag }) => ({ condition: { type: 'tag', op: 'has_any_of', value: [tag] }, facts: { tag } }),
  describe: (_params, { change }) => ({ tag: change.new }),
});
