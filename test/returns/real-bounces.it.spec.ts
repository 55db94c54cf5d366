import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parseReturnedMail, type ReturnedMail } from '#libs/delivery';
import { needs } from '../setup/needs.js';

const PACKAGE = '/usr/lib/python3/dist-packages/flufl/bounce';
/** What came back for good, whatever the reason; a server that still tries says delayed. */
const FAILED = new Set(['hard', 'soft', 'policy', 'mailbox_full', 'block']);

interface Expectation {
  readonly file: string;
  readonly addresses: string[];
  readonly isTemporary: boolean;
}

/** The package's own table, a line each: detector, file, addresses and True when the failure is temporary. */
function readExpectations(): Expectation[] {
  const source = readFileSync(join(PACKAGE, 'testing/helpers.py'), 'utf8');
  const table = source.slice(source.indexOf('DATA = ('));
  const rows = table.matchAll(/\('\w+',\s*'([\w.]+)',\s*\[([^\]]*)\](,\s*True)?\)/g);
  const found = [...rows].map(([, file = '', list = '', temporary]) => ({
    file,
    addresses: [...list.matchAll(/b'([^']+)'/g)].map((match) => (match[1] ?? '').toLowerCase()).sort(),
    isTemporary: temporary !== undefined,
  }));
  return found.filter(({ addresses }) => addresses.length > 0);
}

function parseFile({ file }: Expectation): ReturnedMail {
  return parseReturnedMail(readFileSync(join(PACKAGE, 'tests/data', file)));
}

needs(PACKAGE)('real bounces, as Debian packages them', () => {
  const cases = readExpectations().map((expected) => ({ expected, got: parseFile(expected) }));

  it('are as many as the package tests', () => {
    expect(cases.length).toBeGreaterThan(100);
  });

  it('name the right recipients in at least 95 of 100', () => {
    const wrong = cases.filter(({ expected, got }) => {
      const addresses = got.recipients.map(({ address }) => address.toLowerCase()).sort();
      return addresses.join() !== expected.addresses.join();
    });
    expect(wrong.length / cases.length).toBeLessThanOrEqual(0.05);
  });

  it('are told apart from those that are only delayed: precision and recall of at least 0.95', () => {
    const failed = cases.filter(({ got }) => FAILED.has(got.kind));
    const right = failed.filter(({ expected }) => !expected.isTemporary);
    const due = cases.filter(({ expected }) => !expected.isTemporary);
    expect(right.length / failed.length).toBeGreaterThanOrEqual(0.95);
    expect(right.length / due.length).toBeGreaterThanOrEqual(0.95);
  });
});
