/** A server may answer anything, and so may data: U+0000 can't be kept in text, and one such text must not hold up the others. */
export function storable(text: string): string {
  return text.replaceAll('\u0000', '');
}
