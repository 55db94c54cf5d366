const LONGEST = 80;

/** Somebody's own words in a name, which has an end. */
export function clip(words: string): string {
  return words.length <= LONGEST ? words : `${words.slice(0, LONGEST - 1)}…`;
}
