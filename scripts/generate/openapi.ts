// Writes openapi.json: `npm run generate:openapi`.
import { readFileSync, writeFileSync } from 'node:fs';
import { makeDocument } from './openapi/document.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
writeFileSync('openapi.json', `${JSON.stringify(makeDocument(version), null, 2)}\n`);
