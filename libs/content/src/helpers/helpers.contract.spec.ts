import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { print } from '../testing/print.js';
import { problemsOf } from '../testing/problems-of.js';
import { renderContext } from '../testing/render-context.js';
import { HELPERS } from './index.js';

const here = new URL('.', import.meta.url);
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What some want besides their first value. */
const MORE: Readonly<Record<string, string>> = {
  ...{ and: '1', or: '1', eq: '1', ne: '1', gt: '1', lt: '1', in: '1' },
  truncate: '5',
};

describe('the list of helpers', () => {
  it('has every folder, once', () => {
    expect(HELPERS.map(({ name }) => name).sort()).toEqual(folders.sort());
  });
});

describe.each(HELPERS.map((helper) => [helper.name, helper] as const))('the helper %s', (name, helper) => {
  it('has a spec of its own', () => {
    expect(existsSync(new URL(`${name}/${name}.helper.spec.ts`, here))).toBe(true);
  });

  it('is described, and its example compiles', async () => {
    expect(helper.label).not.toBe('');
    expect(helper.description).toMatch(/\.$/);
    expect(helper.example).toContain(name);
    expect(await problemsOf({ html: helper.example })).toEqual([]);
  });

  it('has parameters that can be shown as JSON Schema and given by position', () => {
    const schema = z.toJSONSchema(helper.parameters);
    expect(schema.type).toBe('object');
    const names = Object.keys(helper.parameters.shape);
    expect(names).toEqual(expect.arrayContaining([...helper.positional, ...helper.literals]));
    if (helper.rest) expect(helper.positional).toHaveLength(names.length);
  });

  const isPrinted = helper.inline && name !== 'segment' && helper.blank !== 'all';
  if (isPrinted) {
    it('prints nothing without its first value exactly where it says so', async () => {
      const printed = await print(`{{${name} contact.missing ${MORE[name] ?? ''}}}`);
      expect(printed === '').toBe(helper.blank === 'first');
    });
  }

  it('answers whatever the data holds, the same each time', () => {
    const anything = fc.oneof(fc.anything(), fc.string(), fc.double(), fc.constantFrom('EUR', 'long', '2026-11-03', 3));
    const names = Object.keys(helper.parameters.shape);
    const args = fc.record(
      Object.fromEntries(
        names.map((key) => [key, helper.rest && key === helper.positional.at(-1) ? fc.array(anything) : anything]),
      ),
    );
    const context = renderContext();
    fc.assert(
      fc.property(args, (given) => {
        expect(helper.run(given, context)).toEqual(helper.run(given, context));
      }),
    );
  });
});
