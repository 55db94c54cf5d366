import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeAsset } from '../../apps/api/src/web/asset.js';

const DIST = path.resolve(import.meta.dirname, '../../apps/web/dist');
const ASSETS = path.join(DIST, 'assets');

/** What a browser must have before the first page can be used. */
const BUDGET_BYTES = 250_000;

const read = (name: string): string => readFileSync(path.join(ASSETS, name), 'utf8');

/** These scripts and all that they import at once; what is imported on demand comes when it is asked for. */
function withImports(names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...[...read(name).matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)].map(([, file = '']) => file));
  }
  return found;
}

/** Bytes as the server sends them. */
async function sentBytes(names: Iterable<string>): Promise<number> {
  const assets = await Promise.all([...names].map((name) => makeAsset(`assets/${name}`, Buffer.from(read(name)))));
  return assets.reduce((sum, { gzipped, body }) => sum + (gzipped ?? body).byteLength, 0);
}

/** The script of the page's own, by the beginning of its name. */
function scriptOf(page: string): string {
  const name = readdirSync(ASSETS).find((file) => file.startsWith(`${page}.page-`) && file.endsWith('.js'));
  if (name === undefined) throw new Error(`The build has no script for the page ${page}`);
  return name;
}

describe('the first load of the web app', () => {
  const html = readFileSync(path.join(DIST, 'index.html'), 'utf8');
  const entry = [...html.matchAll(/assets\/([\w.-]+\.js)/g)].map(([, file = '']) => file);

  it.each(['sign-in', 'home', 'audience', 'sales'])('is less than 250 kB of script for the page %s', async (page) => {
    const scripts = withImports([...entry, scriptOf(page)]);
    expect(scripts.size).toBeGreaterThan(entry.length);
    expect(await sentBytes(scripts)).toBeLessThan(BUDGET_BYTES);
  });

  it('holds no editor and no canvas: those come with the pages that use them', () => {
    const scripts = [...withImports([...entry, scriptOf('home')])].map(read).join('');
    expect(scripts).not.toMatch(/cm-content|react-flow__/);
    expect([...withImports([scriptOf('template')])].map(read).join('')).toMatch(/cm-content/);
  });
});
