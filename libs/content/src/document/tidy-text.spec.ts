import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinChunks, type Chunk } from '../render/output.js';
import { tidyPieces } from './tidy-text.js';

/** The rules as one would write them for a text that is whole. */
function tidied(text: string): string {
  const tidy = text.replace(/(\S+) <mailto:\1>/g, '$1').replace(/ ?<>/g, '');
  return `${tidy
    .replace(/[^\S\n]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

const texts = fc.string({
  unit: fc.constantFrom(
    'a',
    'bc',
    ' ',
    '\t',
    '\n',
    '\n\n',
    '\r\n',
    '<',
    '>',
    ' <>',
    'mailto:',
    '<mailto:a>',
    '\u00a0',
    'é',
  ),
  maxLength: 8,
});

/** Some texts that are the same in every mail, and a text made of them and of others. */
const pieces = fc.array(texts, { minLength: 1, maxLength: 5 }).chain((statics) =>
  fc.record({
    statics: fc.constant(statics),
    chunks: fc.array(fc.oneof<fc.Arbitrary<Chunk>[]>(fc.nat({ max: statics.length - 1 }), texts), { maxLength: 12 }),
  }),
);

describe('the finished text part', () => {
  it('reads as if it had been tidied whole', () => {
    fc.assert(
      fc.property(pieces, ({ chunks, statics }) => {
        expect(joinChunks(tidyPieces([...chunks], statics), statics)).toBe(tidied(joinChunks(chunks, statics)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps in their pieces the texts that are the same in every mail', () => {
    const statics = ['Dear ', ',\n\nall the news <', '>\n\nBye\n'];
    const chunks = [0, 'Ada', 1, 'https://t.example/1', 2];
    expect(tidyPieces([...chunks], statics)).toEqual(chunks);
  });
});
