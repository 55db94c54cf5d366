import 'reflect-metadata';
import { ConfigError, exitAtLatest, onLauncherGone, readConfig, reportReady } from '#libs/kernel';
import { createApi } from './create-api.js';
import { listen, ListenError } from './listen.js';

const STOP_WITHIN_MS = 9_000;

async function main(): Promise<void> {
  const config = readConfig();
  const app = await createApi(config);
  exitAtLatest(STOP_WITHIN_MS);
  onLauncherGone(() => {
    process.kill(process.pid, 'SIGTERM');
  });
  await listen(app, config);
  reportReady();
}

try {
  await main();
} catch (error) {
  const known = error instanceof ConfigError || error instanceof ListenError;
  console.error(known ? error.message : error);
  process.exit(1);
}
