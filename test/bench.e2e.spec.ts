import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { needs } from './setup/needs.js';

const run = promisify(execFile);
const NAMES = readdirSync('bench')
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
/** Small: what is looked at is that each bench runs and says what it found, not how fast this machine is. */
const SIZE = 300;

describe('docs/benchmarks.md', () => {
  it.each(NAMES)('has the numbers of %s', (name) => {
    const page = readFileSync('docs/benchmarks.md', 'utf8');
    expect(page).toContain(`### \`${name}\``);
  });
});

needs('smtp-source')('npm run bench', () => {
  it.each(NAMES)(
    '%s ends with its result in one line of JSON, and prints what each process used',
    async (name) => {
      const command = ['run', '-s', 'bench', '--', name, '--size', String(SIZE), '--json'];
      const { stdout, stderr } = await run('npm', command, { maxBuffer: 2 ** 24 });
      const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
      expect(result).toMatchObject({ name, size: SIZE, unit: expect.any(String) });
      for (const number of ['value', 'bound', 'ratio', 'rss_mb']) expect(result[number]).toBeGreaterThan(0);
      expect(Number(result['ratio'])).toBeCloseTo(Number(result['value']) / Number(result['bound']), 2);
      expect(stderr).toMatch(/: [\d.]+ s CPU, \d+ MB at most/);
      if (name === 'membership')
        expect(result).toMatchObject({ p95_ms: expect.any(Number), p99_ms: expect.any(Number) });
    },
    180_000,
  );

  it('names the benches when it is asked for one that does not exist', async () => {
    const refused = run('npm', ['run', '-s', 'bench', '--', 'no-such-bench']);
    await expect(refused).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(NAMES.join(', ')) });
  });
});
