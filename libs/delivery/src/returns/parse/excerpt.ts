/** The beginning of a text as the database can keep it: no NUL, no half of a surrogate pair. */
export function excerpt(text: string, length: number): string {
  return Buffer.from(text.slice(0, length)).toString('utf8').replaceAll('\0', '');
}
