import { z } from 'zod';
import { toText } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const MAX_LENGTH = 10_000;

export const truncate = defineHelper({
  name: 'truncate',
  label: 'Shorten',
  description: 'At most so many characters, with an ellipsis when something was cut off.',
  example: '{{truncate event.title 60}}',
  parameters: z.strictObject({
    text: anyValue,
    length: z.number().int().min(1).max(MAX_LENGTH),
    end: z.string().max(20).optional(),
  }),
  run: ({ text, length, end }) => cut(toText(text), Number(length), typeof end === 'string' ? end : '…'),
});

/** Counts what a reader sees as characters: an emoji made of several code points is one and is not torn apart. */
function cut(text: string, length: number, end: string): string {
  if (!(length >= 0) || text.length <= length) return text;
  const limit = Math.min(length, MAX_LENGTH);
  // A grapheme has at least one code unit; long ones are rare, so this much text holds enough of them.
  const marks = [...graphemes.segment(text.slice(0, limit * 16 + 64))].slice(0, limit + 1);
  if (marks.length <= limit) return text;
  return (
    marks
      .slice(0, Math.max(limit - end.length, 0))
      .map(({ segment }) => segment)
      .join('')
      .trimEnd() + end
  );
}
