import { foldText } from '#libs/kernel';
import { z } from 'zod';
import { tagName } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';

export const tagRemoved = defineTrigger({
  type: 'tag_removed',
  label: 'Tag removed',
  description: 'A contact loses a tag.',
  params: z.object({ tag: tagName }),
  dimensions: () => ['tags'],
  starts: ({ tag }, { change }) =>
    change.new === null && typeof change.old === 'string' && foldText(change.old) === foldText(tag),
  describe: (_params, { change }) => ({ tag: change.old }),
});
