// What `npm start` and `npm test` run first: installs, builds, and with --test looks for the programs that tests need.
// With --packages-only it builds nothing (a layer of the container image).
// Node's built-ins alone, because nothing else may be there yet; nothing newer than Node 14 can parse, so that an old
// Node gets the sentence below instead of a syntax error.
import { dirname } from 'path';
import { fileURLToPath } from 'url';

const NEEDED = [20, 19];

const version = process.versions.node.split('.').map(Number);
if (version[0] < NEEDED[0] || (version[0] === NEEDED[0] && version[1] < NEEDED[1])) {
  console.error(
    'Tidings needs Node ' +
      NEEDED.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '.\n' +
      'Install a current version from https://nodejs.org, then run the command again.',
  );
  process.exit(1);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { prepare } = await import('./prepare/prepare-checkout.mjs');
process.exitCode = await prepare(root, {
  forTests: process.argv.includes('--test'),
  build: !process.argv.includes('--packages-only'),
});
