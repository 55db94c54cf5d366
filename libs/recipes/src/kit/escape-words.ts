/** Somebody's own words where MJML and merge fields are read. */
export function inMail(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('{', '&#123;')
    .replaceAll('}', '&#125;');
}

/** The same for a subject, which is text: braces would be merge fields. */
export function inLine(words: string): string {
  return words.replaceAll(/[{}\r\n]/g, ' ').trim();
}

/** `/products/running-shoes/` → `products-running-shoes`: for tags. */
export function toWord(path: string): string {
  const words = path
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return words === '' ? 'home' : words.slice(0, 80);
}
