import type { PrintContext } from '../syntax/mark.js';
import { escapeCss, escapeCssUrlPart, escapeWholeCssUrl } from './css-value.js';

const HTML_SPECIAL = /[&<>"']/;
const HTML_ALL = /[&<>"']/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// C0 controls, DEL, C1 controls and the Unicode line and paragraph separators: whatever could end a header line.
// eslint-disable-next-line no-control-regex -- controls are what it is about
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Makes a text inert between HTML tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return HTML_SPECIAL.test(text) ? text.replace(HTML_ALL, (char) => ENTITIES[char] ?? char) : text;
}

/** Makes a text fit for one header line: controls and line breaks become one blank. */
export function toHeaderText(text: string): string {
  return text.replace(CONTROLS, ' ');
}

/** How a value is written at each place. A part of a URL depends on what is before it: see safe-url. */
export const ESCAPES: Readonly<Record<Exclude<PrintContext, 'url'>, (text: string) => string>> = {
  plain: (text) => text,
  header: toHeaderText,
  html: escapeHtml,
  attribute: escapeHtml,
  css: escapeCss,
  'css-url': escapeCssUrlPart,
  'css-url-start': escapeWholeCssUrl,
};

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  colon: ':',
  tab: '\t',
  newline: '\n',
  sol: '/',
};

/** Resolves the character references that occur in attributes (numeric ones and those that matter for URLs). */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));?/gi,
    (whole, hex?: string, dec?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = hex === undefined ? Number(dec) : Number.parseInt(hex, 16);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    },
  );
}
