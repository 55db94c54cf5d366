import { describe, expect, it } from '@jest/globals';
import { decoderOf, describeBinary, EncodingWatch } from './text-encoding.js';

function watch(bytes: Buffer, size = 7): string {
  const encodings = new EncodingWatch();
  for (let at = 0; at < bytes.length; at += size) encodings.push(bytes.subarray(at, at + size));
  return encodings.encoding;
}

const TEXT = 'name,city\nZoë,Köln\nÅsa,Malmö\n日本,東京\n';

describe('the encoding of a file', () => {
  it.each([
    ['utf-8', Buffer.from('a,b\n1,2\n')],
    ['utf-8', Buffer.from(TEXT)],
    ['utf-8', Buffer.from(`\uFEFF${TEXT}`)],
    ['utf-16le', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['utf-16le', Buffer.from('name,city,country\nAda,London,GB\n', 'utf16le')],
    ['utf-16be', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16()],
    ['windows-1252', Buffer.from('name,city\nZoë,Köln\nÅsa,Malmö €'.replace('€', 'x'), 'latin1')],
  ])('%s is recognised', (encoding, bytes) => {
    expect(watch(bytes, encoding.startsWith('utf-16') ? 4096 : 7)).toBe(encoding);
  });

  it('stays UTF-8 when a few bytes of much good text are broken', () => {
    const broken = Buffer.concat([Buffer.from('é'.repeat(100)), Buffer.from([0xff]), Buffer.from('é')]);
    expect(watch(broken)).toBe('utf-8');
  });

  it('decodes characters that are cut by a piece', () => {
    const bytes = Buffer.from(`\uFEFF${TEXT}`);
    const decoder = decoderOf('utf-8');
    const text = [...bytes].map((byte) => decoder.decode(Buffer.from([byte]))).join('') + decoder.end();
    expect(text).toBe(TEXT);
  });

  it('names archives, sheets and binaries', () => {
    expect(describeBinary(Buffer.from('504b030414', 'hex'))).toMatch(/Excel/);
    expect(describeBinary(Buffer.from('1f8b08', 'hex'))).toMatch(/gzip/);
    expect(describeBinary(Buffer.from(Array.from({ length: 100 }, (_, i) => i % 8)))).toBe('no text');
    expect(describeBinary(Buffer.from('a,b\n1,2'))).toBeNull();
  });
});
