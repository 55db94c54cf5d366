import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';

type ReadJsonLines = (response: Response) => AsyncGenerator;

let readJsonLines: ReadJsonLines;
beforeAll(async () => {
  const file = path.resolve(import.meta.dirname, '../../apps/web/src/api/json-lines.ts');
  ({ readJsonLines } = (await import(file)) as { readJsonLines: ReadJsonLines });
});

/** An answer whose bytes come in these parts. */
function answerOf(text: string, cuts: readonly number[]): Response {
  const bytes = new TextEncoder().encode(text);
  const ends = [...cuts, bytes.length];
  const parts = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
  return new Response(
    new ReadableStream({
      pull(controller) {
        const part = parts.shift();
        if (part) controller.enqueue(part);
        else controller.close();
      },
    }),
  );
}

async function all(values: AsyncGenerator): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const value of values) read.push(value);
  return read;
}

describe('lines of JSON', () => {
  const text = '{"played":1}\n{"name":"Zoë"}\n{"report":{}}\n';

  it('are read whole wherever their bytes are cut, within a letter too', async () => {
    const expected = [{ played: 1 }, { name: 'Zoë' }, { report: {} }];
    const { length } = new TextEncoder().encode(text);
    for (let cut = 1; cut < length; cut += 1) expect(await all(readJsonLines(answerOf(text, [cut])))).toEqual(expected);
  });

  it('need no end after the last, and say when it is cut off', async () => {
    expect(await all(readJsonLines(answerOf('{"a":1}', [])))).toEqual([{ a: 1 }]);
    await expect(all(readJsonLines(answerOf('{"a":1}\n{"b"', [])))).rejects.toThrow(SyntaxError);
  });
});
