import { encodeWholeUrl, safeUrl, toWellFormed } from './safe-url.js';

/**
 * A value in CSS is a colour, a length, a font or a keyword: letters, digits and the few signs that those need.
 * Anything else is dropped as a whole, since a part of it would mean something else.
 */
export function escapeCss(text: string): string {
  return /^[\w\s#.,%+-]*$/.test(text) ? text : '';
}

/** A whole `url(…)`: http and https only. */
export function escapeWholeCssUrl(text: string): string {
  const url = safeUrl(encodeWholeUrl(text), 'resource');
  return url === null ? '' : closeCssUrl(url);
}

/** A part of a `url(…)`. */
export function escapeCssUrlPart(text: string): string {
  return closeCssUrl(encodeURIComponent(toWellFormed(text)));
}

/** Whatever could end a CSS string, the url() or the attribute around it. */
function closeCssUrl(url: string): string {
  return url.replace(/["'()\\<>&;\s]/g, (char) => (char === '&' ? '&amp;' : encodeCharacter(char)));
}

function encodeCharacter(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
