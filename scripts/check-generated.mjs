// Makes every generated file anew and fails when one differs from what is checked in.
// The generators are npm scripts named `generate:*`.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const GENERATED = ['openapi.json', 'docs/reference', 'docs/recipes', 'apps/web/src/api/schema.d.ts'];

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const before = changesIn(GENERATED);
const generators = Object.keys(scripts).filter((script) => script.startsWith('generate:'));
for (const name of generators) run('npm', ['run', '-s', name]);

if (changesIn(GENERATED) !== before) {
  const names = run('git', ['status', '--porcelain', '--', ...GENERATED]);
  console.error(
    `Generated files are out of date:\n${names}\nRun ${generators.join(', ')} with npm and commit the result.`,
  );
  process.exit(1);
}
console.log('Generated files are up to date.');

/** What git sees as changed there: new files by name, others by their difference. */
function changesIn(paths) {
  return run('git', ['status', '--porcelain', '--', ...paths]) + run('git', ['diff', 'HEAD', '--', ...paths]);
}

function run(file, args) {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status === 0) return stdout;
  console.error(`${file} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  process.exit(1);
}
