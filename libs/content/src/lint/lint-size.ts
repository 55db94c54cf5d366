import type { LintWarning } from './lint-warning.js';

const KB = 1024;

/** Gmail clips at some 102 KB, the tracking links included. */
export const WARN_HTML_BYTES = 80 * KB;

const CLIPPED =
  'Gmail clips mails above 102 KB, and from 100 KB on they are left out unless Settings → Organisation allows more.';

/** Said of a template when no mail of it can be small. */
export function lintLeastSize(bytes: number): LintWarning[] {
  if (bytes < WARN_HTML_BYTES) return [];
  return [{ code: 'too_large', message: `The HTML has at least ${inKb(bytes)} whoever it is for. ${CLIPPED}` }];
}

/** What clipping means, for a mail whose HTML has so many bytes. */
export function describeSize(bytes: number): string {
  return `The HTML has ${inKb(bytes)}. ${CLIPPED}`;
}

function inKb(bytes: number): string {
  return `${String(Math.round(bytes / KB))} KB`;
}
