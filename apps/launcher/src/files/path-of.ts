import { isAbsolute, resolve } from 'node:path';

/** A path as the person wrote it: npm moves to the checkout before it runs us, and says where it came from. */
export function pathOf(written: string): string {
  if (isAbsolute(written)) return written;
  const from = process.env['npm_lifecycle_event'] === 'tidings' ? process.env['INIT_CWD'] : undefined;
  return resolve(from ?? process.cwd(), written);
}
