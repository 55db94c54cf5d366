import { ContactActions } from '#libs/contacts';
import { z } from 'zod';
import { nextStep, tagName } from '../../definition/params.js';
import { defineStep } from '../define-step.js';

export const removeTag = defineStep({
  type: 'remove_tag',
  label: 'Remove tag',
  description: 'Takes a tag from the contact.',
  params: z.object({ tag: tagName, next: nextStep }),
  edges: ['next'],
  changes: ({ tag }) => [{ dimension: 'tags', old: tag, new: null }],
  uses: { contacts: ContactActions },
  run: async ({ tag, next }, batch, { contacts }) => {
    await contacts.removeTag(batch.tx, tag, batch.contactIds);
    return batch.allGo(next);
  },
});
