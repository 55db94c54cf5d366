import { z } from 'zod';
import { toText } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';
import { knownLocale } from '../known-locale.js';

export const upper = defineHelper({
  name: 'upper',
  label: 'Upper case',
  description: "The text in capitals, by the rules of the recipient's language.",
  example: '{{upper contact.country}}',
  parameters: z.strictObject({ text: anyValue }),
  run: ({ text }, { locale }) => toText(text).toLocaleUpperCase(knownLocale(locale)),
});
