// Lets plain Node run the TypeScript sources without a build: `node --import ./scripts/typescript-register.mjs x.ts`.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
