import { BROKEN } from './samples/broken.js';
import { GATEWAYS } from './samples/gateways.js';
import { LANGUAGES } from './samples/languages.js';
import { LARGE_PROVIDERS } from './samples/large-providers.js';
import { MICROSOFT } from './samples/microsoft.js';
import type { ServerSample } from './samples/sample.js';
import { UNIX } from './samples/unix.js';

/** Notices and reports in the forms that servers give them. */
export const SAMPLES: readonly ServerSample[] = [
  ...MICROSOFT,
  ...LARGE_PROVIDERS,
  ...UNIX,
  ...GATEWAYS,
  ...LANGUAGES,
  ...BROKEN,
];
