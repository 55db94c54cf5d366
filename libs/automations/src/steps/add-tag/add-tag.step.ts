import { ContactActions } from '#libs/contacts';
import { z } from 'zod';
import { nextStep, tagName } from '../../definition/params.js';
import { defineStep } from '../define-step.js';

export const addTag = defineStep({
  type: 'add_tag',
  label: 'Add tag',
  description: 'Gives the contact a tag. A tag is made when it is first used.',
  params: z.object({ tag: tagName, next: nextStep }),
  edges: ['next'],
  changes: ({ tag }) => [{ dimension: 'tags', old: null, new: tag }],
  uses: { contacts: ContactActions },
  run: async ({ tag, next }, batch, { contacts }) => {
    await contacts.addTag(batch.tx, tag, batch.contactIds, { source: batch.source });
    return batch.allGo(next);
  },
});
