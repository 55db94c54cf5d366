import { z } from 'zod';
import { anyValue, defineHelper } from '../define-helper.js';
import { cacheFormats } from '../cached-format.js';
import { knownLocale } from '../known-locale.js';
import { toNumber } from '../to-number.js';

const formatFor = cacheFormats((key) => {
  const [locale, currency] = key.split('|');
  return new Intl.NumberFormat(locale, { style: 'currency', currency: currency ?? 'USD' });
});

export const money = defineHelper({
  name: 'money',
  label: 'Money',
  description:
    "An amount in a currency, written as in the recipient's country. Without a currency, the organisation's.",
  example: '{{money event.value "EUR"}}',
  parameters: z.strictObject({
    amount: anyValue,
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/, 'is a code of three letters, as EUR')
      .optional(),
  }),
  run: ({ amount, currency }, env) => {
    const value = toNumber(amount);
    if (value === null) return '';
    const code = typeof currency === 'string' && /^[A-Za-z]{3}$/.test(currency) ? currency : env.currency;
    return formatFor(`${knownLocale(env.locale)}|${code.toUpperCase()}`).format(value as number);
  },
});
