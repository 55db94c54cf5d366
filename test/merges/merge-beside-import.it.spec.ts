import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportRunner } from '#libs/contacts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestApi, type TestApi } from '../../apps/api/src/testing/create-test-api.js';

const PAIRS = 300;
/** So many people merge at the same time. */
const MERGERS = 4;

const PEOPLE = `
  SELECT id, email, city, job_title, ARRAY(SELECT tags.name FROM contact_tags
    JOIN tags ON tags.id = tag_id WHERE contact_id = contacts.id ORDER BY tags.name COLLATE "C") AS tags
  FROM contacts ORDER BY id`;

interface ImportState {
  readonly id: number;
  readonly status: string;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly failed: number;
  readonly error: string | null;
}

interface Row extends Record<string, unknown> {
  readonly id: number;
  readonly email: string;
  readonly city: string | null;
  readonly job_title: string | null;
  readonly tags: string[];
}

const numbers = Array.from({ length: PAIRS }, (_, index) => index + 1);

/** Each of a pair has a cell that the other one's row leaves empty. */
function csv(round: number): string {
  const rows = numbers.flatMap((n) => [
    `a${n}@pair.example,City ${n} of ${round},`,
    `b${n}@pair.example,,Job ${n} of ${round}`,
  ]);
  // Another order each time, so that imports and merges meet from both sides.
  return ['email,city,job_title', ...(round % 2 === 0 ? rows.reverse() : rows), ''].join('\n');
}

describe('an import that runs beside merges of the same contacts', () => {
  let api: TestApi;
  let dataDir: string;
  const ids = new Map<string, number>();

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tidings-merges-'));
    api = await createTestApi({ env: { TIDINGS_DATA_DIR: dataDir } });
    const contacts = numbers.flatMap((n) => [{ email: `a${n}@pair.example` }, { email: `b${n}@pair.example` }]);
    const made = await api.call('POST', '/contacts/batch', contacts);
    const { results } = made.json<{ results: { id: number }[] }>();
    results.forEach(({ id }, index) => ids.set(contacts[index]!.email, id));
  }, 60_000);
  afterAll(async () => {
    await api.close();
    await rm(dataDir, { recursive: true });
  });

  async function runImport(round: number): Promise<ImportState> {
    const part = (name: string, value: string, more = ''): string =>
      `--x\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const mapping = JSON.stringify({ email: 'email', city: 'city', job_title: 'job_title' });
    const answer = await api.inject({
      method: 'POST',
      url: '/api/v1/imports',
      headers: { authorization: `Bearer ${api.adminKey}`, 'content-type': 'multipart/form-data; boundary=x' },
      payload: [
        part('mapping', mapping),
        part('options', JSON.stringify({ tags: [`round-${round}`] })),
        part('file', csv(round), '; filename="pairs.csv"'),
        '--x--\r\n',
      ].join(''),
    });
    const { id } = answer.json<ImportState>();
    await api.app.get(ImportRunner, { strict: false }).run(id);
    return (await api.call('GET', `/imports/${id}`)).json<ImportState>();
  }

  /** The kept one is the first of every other pair, the second of the rest. */
  function pairOf(n: number): { keep: number; merge: number } {
    const [a, b] = [ids.get(`a${n}@pair.example`)!, ids.get(`b${n}@pair.example`)!];
    return n % 2 === 0 ? { keep: a, merge: b } : { keep: b, merge: a };
  }

  async function mergeAll(): Promise<number[]> {
    const waiting = [...numbers];
    const statuses: number[] = [];
    const worker = async (): Promise<void> => {
      for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
        statuses.push((await api.call('POST', '/contacts/merge', pairOf(n))).statusCode);
        // Every tenth is undone and done again: the way back meets the import as well.
        if (n % 10 !== 0) continue;
        statuses.push((await api.call('POST', `/contacts/${pairOf(n).merge}/unmerge`)).statusCode);
        statuses.push((await api.call('POST', '/contacts/merge', pairOf(n))).statusCode);
      }
    };
    await Promise.all(Array.from({ length: MERGERS }, worker));
    return statuses;
  }

  /** One import after the other for as long as `goesOn`. */
  async function importWhile(goesOn: () => boolean): Promise<ImportState[]> {
    const states: ImportState[] = [];
    do states.push(await runImport(states.length + 1));
    while (goesOn());
    return states;
  }

  it('loses no row and no merge, and leaves no deadlock unanswered', async () => {
    let merging = true;
    const merges = mergeAll().finally(() => (merging = false));
    const [statuses, imports] = await Promise.all([merges, importWhile(() => merging)]);
    expect(statuses).toEqual(statuses.map(() => 200));
    expect(imports.length).toBeGreaterThan(1);
    for (const state of imports) {
      expect(state).toMatchObject({ status: 'completed', rows: 2 * PAIRS, created: 0, failed: 0, error: null });
    }
    const people = await api.db.query<Row>(PEOPLE);
    const last = imports.length;
    const expected = numbers.map((n) => ({
      id: pairOf(n).keep,
      email: `${n % 2 === 0 ? 'a' : 'b'}${n}@pair.example`,
      // Whose merge was undone in between may have a value of a round before as its own, which wins.
      city: n % 10 === 0 ? expect.stringMatching(`^City ${n} of`) : `City ${n} of ${last}`,
      job_title: n % 10 === 0 ? expect.stringMatching(`^Job ${n} of`) : `Job ${n} of ${last}`,
      tags: imports.map((_, index) => `round-${index + 1}`).sort(),
    }));
    expect(people).toEqual(expected.sort((one, other) => one.id - other.id));
  }, 180_000);
});
