import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvReader, type CsvRecord } from './csv-reader.js';

const cells = (records: readonly CsvRecord[]): unknown[] =>
  records.map((record) => ('cells' in record ? record.cells : `${record.problem} ${record.row}`));

function read(text: string, cuts: readonly number[] = [], options = {}): CsvRecord[] {
  const reader = new CsvReader({ delimiter: ',', ...options });
  const points = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  const pieces = points.slice(1).map((point, index) => text.slice(points[index], point));
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

const cell = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('', ' ', '"', 'a"b', 'x,y', 'two\nlines', 'three\r\nlines', '""', 'ünï'),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

const encode = (row: readonly string[]): string => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');

describe('the CSV reader', () => {
  it('gives back what was written, however the text is cut', () => {
    fc.assert(
      fc.property(table, fc.array(fc.nat()), fc.constantFrom('\n', '\r\n'), (rows, cuts, newline) => {
        const text = rows.map(encode).join(newline);
        const kept = rows.filter((row) => !(row.length === 1 && row[0]?.trim() === ''));
        expect(cells(read(text, cuts))).toEqual(kept);
      }),
    );
  });

  it('agrees with csv-parse on files with some quotes', () => {
    const plain = fc.constantFrom('a', 'b c', '', '1.5', '"q"', '"x,y"', '"l\nm"', '"d""d"');
    const rows = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(plain, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(rows, fc.array(fc.nat()), (lines, cuts) => {
        const text = `${lines.map((line) => line.join(',')).join('\n')}\n`;
        expect(cells(read(text, cuts))).toEqual(parse(text));
      }),
    );
  });

  it('loses one line to a quote that never closes', () => {
    const text = 'a,b\n1,"open\n2,x\n3,y\n';
    expect(cells(read(text))).toEqual([['a', 'b'], 'unclosed_quote 2', ['2', 'x'], ['3', 'y']]);
  });

  it('loses one line to a quote that closes far below', () => {
    const text = 'a,b\n1,"open\n2,x\n3,"y, z"\n4,w';
    expect(cells(read(text))).toEqual([['a', 'b'], 'unclosed_quote 2', ['2', 'x'], ['3', 'y, z'], ['4', 'w']]);
  });

  it('reports lines with too few or too many columns, and allows trailing delimiters', () => {
    const text = 'a,b\n1\n1,2,3\n1,2,,\n1,2';
    expect(cells(read(text))).toEqual([['a', 'b'], 'columns 2', 'columns 3', ['1', '2', '', ''], ['1', '2']]);
  });

  it('numbers rows as a sheet does, blank lines and cells of several lines included', () => {
    const text = 'a,b\n\n1,"x\ny"\n\n2,z\n';
    expect(read(text).map(({ row }) => row)).toEqual([1, 3, 6]);
  });

  it('drops a line without end and goes on behind it, in bounded memory', () => {
    const reader = new CsvReader({ delimiter: ',', maxRecordChars: 1000 });
    const records = reader.push('a,b\n');
    for (let i = 0; i < 500; i += 1) records.push(...reader.push('x'.repeat(100)));
    records.push(...reader.push('\n1,2\n'), ...reader.end());
    expect(cells(records)).toEqual([['a', 'b'], 'too_long 2', ['1', '2']]);
    expect(records.map(({ row }) => row)).toEqual([1, 2, 3]);
  });

  it('reads other delimiters and the line ends of old Macs', () => {
    expect(cells(read('a;b\r1;2\r', [], { delimiter: ';', newline: '\r' }))).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });
});
