// Writes docs/reference: `npm run generate:reference`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePages } from './reference/pages.js';

const FOLDER = 'docs/reference';

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(makePages())) writeFileSync(join(FOLDER, name), text);
