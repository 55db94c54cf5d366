import { z } from 'zod';
import { anyValue, defineHelper } from '../define-helper.js';
import { cacheFormats } from '../cached-format.js';
import { knownLocale } from '../known-locale.js';
import { toNumber } from '../to-number.js';

const MAX_DECIMALS = 20;

const formatFor = cacheFormats((key) => {
  const [locale, decimals = ''] = key.split('|');
  if (decimals === '') return new Intl.NumberFormat(locale);
  const digits = Number(decimals);
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
});

export const number = defineHelper({
  name: 'number',
  label: 'Number',
  description: "A number with the separators of the recipient's language.",
  example: '{{number contact.points}} or {{number contact.rating decimals=1}}',
  parameters: z.strictObject({ value: anyValue, decimals: z.number().int().min(0).max(MAX_DECIMALS).optional() }),
  run: ({ value, decimals }, { locale }) => {
    const read = toNumber(value);
    if (read === null) return '';
    const digits =
      Number.isInteger(decimals) && Number(decimals) >= 0 ? String(Math.min(Number(decimals), MAX_DECIMALS)) : '';
    return formatFor(`${knownLocale(locale)}|${digits}`).format(read as number);
  },
});
