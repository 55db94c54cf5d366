import { decodeEntities } from '../markup/escape.js';

const PREVIEW = /<mj-preview\b[^>]*>([\s\S]*?)<\/mj-preview\s*>/i;

interface Lifted {
  readonly body: string;
  readonly preheader: { readonly text: string; readonly path: 'preheader' | 'mjml' };
}

/**
 * Takes `<mj-preview>` out of the MJML: it is the preheader, unless there is one already. Blanks stay in its place, and
 * before the lifted text, so that lines and columns remain those that the author sees.
 */
export function liftPreview(mjml: string, preheader: string | null | undefined): Lifted {
  const match = PREVIEW.exec(mjml);
  if (!match) return { body: mjml, preheader: { text: preheader ?? '', path: 'preheader' } };
  const end = match.index + match[0].length;
  const body = mjml.slice(0, match.index) + toBlanks(match[0]) + mjml.slice(end);
  if (preheader?.trim()) return { body, preheader: { text: preheader, path: 'preheader' } };
  const content = match[1] ?? '';
  const start = match.index + match[0].indexOf('>') + 1;
  const text = toBlanks(mjml.slice(0, start)) + decodeEntities(content);
  return { body, preheader: { text, path: 'mjml' } };
}

function toBlanks(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
