const LONGEST_NAME = 200;

/** What a copy of something is called unless said otherwise; at most 200 characters. */
export function copyName(name: string): string {
  const ending = ' (copy)';
  return `${name.slice(0, LONGEST_NAME - ending.length)}${ending}`;
}
