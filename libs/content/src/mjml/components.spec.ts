import { expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { CONTENT_COMPONENTS, RAW_PARENTS } from './components.js';

interface Mjml {
  readonly components: Readonly<Record<string, { endingTag?: boolean; componentName: string }>>;
}

const require = createRequire(import.meta.url);
// mjml brings these along; they are what it compiles with.
const fromMjml = createRequire(require.resolve('mjml'));
fromMjml('mjml');
const { components } = fromMjml('mjml-core') as Mjml;
const { dependencies } = fromMjml('mjml-preset-core') as { dependencies: Record<string, unknown[]> };

it('lists the components whose content MJML keeps as it is', () => {
  const ending = Object.values(components).filter(({ endingTag }) => endingTag);
  expect([...CONTENT_COMPONENTS].sort()).toEqual(ending.map(({ componentName }) => componentName).sort());
});

it('lists only components that may hold mj-raw', () => {
  const parents = Object.keys(dependencies).filter((name) => dependencies[name]?.includes('mj-raw'));
  expect([...RAW_PARENTS].sort()).toEqual(parents.filter((name) => name !== 'mjml').sort());
});
