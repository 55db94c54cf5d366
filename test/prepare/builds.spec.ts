import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureBuilt, isBuilt } from '../../scripts/prepare/builds.mjs';
import { explainFailure, isLockFileTrouble } from '../../scripts/prepare/explain-failure.mjs';

let root: string;
let runs: number;

const build = {
  name: 'Building the thing',
  sources: ['src', 'package.json'],
  stamp: 'out/.built-from',
  result: 'out/main.js',
  run: (folder: string) => {
    runs += 1;
    write('out/main.js', readFileSync(join(folder, 'src/main.ts'), 'utf8'));
    return Promise.resolve({ code: 0, output: '' });
  },
};

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidings-builds-'));
  runs = 0;
  write('src/main.ts', 'one');
  write('package.json', '{}');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('building what is out of date', () => {
  it('builds once, and not again while nothing changes', async () => {
    await ensureBuilt(root, build);
    await ensureBuilt(root, build);
    expect(runs).toBe(1);
  });

  it('does not mind a new time of a file, as a copy or another clone gives it', async () => {
    await ensureBuilt(root, build);
    utimesSync(join(root, 'src/main.ts'), 1, 1);
    expect(isBuilt(root, build)).toBe(true);
  });

  it.each([
    [
      'a source is written',
      () => {
        write('src/main.ts', 'two');
      },
    ],
    [
      'a source appears',
      () => {
        write('src/deep/new.ts', '');
      },
    ],
    [
      'a source goes',
      () => {
        rmSync(join(root, 'src/other.ts'));
      },
    ],
    [
      'the result is gone',
      () => {
        rmSync(join(root, 'out/main.js'));
      },
    ],
  ])('builds again when %s', async (_when, change) => {
    write('src/other.ts', '');
    await ensureBuilt(root, build);
    change();
    expect(isBuilt(root, build)).toBe(false);
    await ensureBuilt(root, build);
    expect(runs).toBe(2);
  });

  it('does not count a failed build as done, and shows what the compiler said', async () => {
    const broken = { ...build, run: () => Promise.resolve({ code: 2, output: 'main.ts(1,1): error' }) };
    await expect(ensureBuilt(root, broken)).rejects.toThrow(/main\.ts\(1,1\): error[^]*do not compile/);
    expect(existsSync(join(root, build.stamp))).toBe(false);
  });
});

describe('explaining why an installation failed', () => {
  it.each([
    ['npm error code ENOSPC', /disk is full/],
    ['npm error code EACCES\nnpm error syscall mkdir', /cannot be written/],
    ['npm error code ENOTFOUND\nnpm error network request to https://registry.npmjs.org failed', /cannot be reached/],
    ['npm error code E401', /refuses access/],
    ['something else', undefined],
  ])('%s', (output, expected) => {
    if (expected) expect(explainFailure(output)).toMatch(expected);
    else expect(explainFailure(output)).toBeUndefined();
  });

  it('tries without the lock file only when that is the trouble', () => {
    expect(isLockFileTrouble('npm error code EUSAGE\nnpm ci can only install packages when your package.json')).toBe(
      true,
    );
    expect(isLockFileTrouble('npm error code ENOTFOUND')).toBe(false);
  });
});
