import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { STEPS } from './automation-steps.js';
import { TRIGGERS } from './automation-triggers.js';

const LIBS = join(import.meta.dirname, '../..');

/** Folders of one kind in all libs: `libs/<lib>/src/<kind>/<name>/`. */
function foldersOf(kind: 'steps' | 'triggers'): string[] {
  const libs = readdirSync(LIBS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return libs.flatMap(({ name }) => {
    const parent = join(LIBS, name, 'src');
    const kinds = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.name === kind);
    return kinds.flatMap(() =>
      readdirSync(join(parent, kind), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name.replaceAll('-', '_')),
    );
  });
}

describe.each([
  { kind: 'steps', entries: STEPS },
  { kind: 'triggers', entries: TRIGGERS },
] as const)('the list of $kind', ({ kind, entries }) => {
  it('has every folder, and nothing else', () => {
    expect(entries.map(({ type }) => type).sort()).toEqual(foldersOf(kind).sort());
  });
});

describe.each([...STEPS, ...TRIGGERS].map((entry) => [entry.type, entry] as const))('%s', (_type, entry) => {
  it('says what it is in words for people', () => {
    expect(entry.type).toMatch(/^[a-z][a-z_]*$/);
    expect(entry.label).toMatch(/^[A-Z].{1,30}$/);
    expect(entry.description).toMatch(/^[A-Z].{10,200}\.$/);
  });

  it('gives its parameters as JSON Schema, each with a title', () => {
    const schema = z.toJSONSchema(entry.params, { io: 'input' });
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      expect({ name, title: (property as { title?: string }).title }).toEqual({ name, title: expect.any(String) });
    }
  });

  it('refers by parameters that it has', () => {
    expect(Object.keys(entry.params.shape)).toEqual(expect.arrayContaining(Object.keys(entry.refs ?? {})));
  });
});

describe.each(STEPS.map((step) => [step.type, step] as const))('the step %s', (_type, step) => {
  const names = Object.keys(step.params.shape);

  it('has its edges and conditions in its parameters', () => {
    const roots = [...step.edges, ...(step.conditions ?? [])].map((path) => path.split('[]')[0]);
    expect(names).toEqual(expect.arrayContaining(roots));
  });

  it('keeps clear of the names that every step has', () => {
    expect(names.filter((name) => ['type', 'name', 'note', 'position'].includes(name))).toEqual([]);
  });
});
