import type { MarkTable } from '../syntax/mark-table.js';

const BLOCK_KINDS = new Set(['open', 'else', 'close', 'scope', 'scope-end']);

/** A line that holds nothing but block tags leaves no empty line behind, as in Handlebars. */
export function dropBlockLines(text: string, table: MarkTable): string {
  const word = table.pattern.source;
  const lines = new RegExp(`^[ \\t]*(?:${word}[ \\t]*)+(?:\\r?\\n|$)`, 'gm');
  return text.replace(lines, (line) => {
    const ids = table.ids(line);
    const onlyBlocks = ids.every((id) => BLOCK_KINDS.has(table.get(id).kind));
    return onlyBlocks ? [...line.matchAll(table.pattern)].map(([mark]) => mark).join('') : line;
  });
}

/** The part of tidying that can be done once, to the text between the tags. */
export function tidyLines(text: string): string {
  let tidy = text;
  if (/[^\S\n]\n/.test(tidy)) tidy = tidy.replace(/[^\S\n]+\n/g, '\n');
  if (tidy.includes('\n\n\n')) tidy = tidy.replace(/\n{3,}/g, '\n\n');
  return tidy;
}
