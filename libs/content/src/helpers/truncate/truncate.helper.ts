import { z } from 'zod';
import { toText } from '../../render/values.js';
import { anyValue, defineHelper } from '../define-helper.js';
import { toNumber } from '../to-number.js';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const MAX_LENGTH = 1_000;
/** Intl.Segmenter takes time by the length of the whole text for each step: it gets a window at a time. */
const WINDOW = 256;

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
  run: ({ text, length, end }) =>
    cut(toText(text), Number(toNumber(length) ?? NaN), typeof end === 'string' ? end : '…'),
});

/** Counts what a reader sees as characters: an emoji made of several code points is one and is not torn apart. */
function cut(text: string, length: number, end: string): string {
  if (!(length >= 0) || text.length <= length) return text;
  const limit = Math.min(length, MAX_LENGTH);
  if (offsetOf(text, limit) === text.length) return text;
  return text.slice(0, offsetOf(text, Math.max(limit - end.length, 0))).trimEnd() + end;
}

/** Where the character number `count` ends, or the end of the text. */
function offsetOf(text: string, count: number): number {
  let offset = 0;
  let left = count;
  while (left > 0 && offset < text.length) {
    const end = windowEnd(text, offset);
    const marks = [...graphemes.segment(text.slice(offset, end))];
    // The last one may go on behind the window.
    if (marks.length > 1 && end < text.length) marks.pop();
    for (const { segment } of marks.slice(0, left)) offset += segment.length;
    left -= Math.min(marks.length, left);
  }
  return offset;
}

/** Half a surrogate pair would be a character of its own and let what is before it look complete. */
function windowEnd(text: string, offset: number): number {
  const end = offset + WINDOW;
  return /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end + 1 : end;
}
