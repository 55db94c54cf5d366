import { z } from 'zod';
import { toText } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';
import { knownLocale } from '../known-locale.js';

export const lower = defineHelper({
  name: 'lower',
  label: 'Lower case',
  description: "The text in small letters, by the rules of the recipient's language.",
  example: '{{lower contact.city}}',
  parameters: z.strictObject({ text: anyValue }),
  run: ({ text }, { locale }) => toText(text).toLocaleLowerCase(knownLocale(locale)),
});
