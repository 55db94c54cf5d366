import { once } from 'node:events';

/** Jest's globalTeardown: ends what start-services.ts has started. */
export default async function stopServices(): Promise<void> {
  const child = globalThis.tidingsTestDatabase;
  if (!child?.connected) return;
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}
