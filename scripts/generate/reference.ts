// Writes docs/reference and docs/recipes: `npm run generate:reference`.
import { makePages } from './reference/pages.js';
import { writePages } from './reference/write-pages.js';
import { makeRecipePages } from './recipes/pages.js';

writePages('docs/reference', makePages());
writePages('docs/recipes', makeRecipePages());
