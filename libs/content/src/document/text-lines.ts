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

/**
 * The finished text: no blanks at the end of lines, no more than one empty line in a row, one line break at the end.
 * A link that leads nowhere leaves no brackets behind, and an address that is its own link is not said twice.
 */
export function tidyText(text: string): string {
  let tidy = text;
  if (tidy.includes('<>')) tidy = tidy.replace(/ ?<>/g, '');
  if (tidy.includes('<mailto:')) tidy = tidy.replace(/(\S+) <mailto:\1>/g, '$1');
  if (/[^\S\n]\n/.test(tidy)) tidy = tidy.replace(/[^\S\n]+\n/g, '\n');
  if (tidy.includes('\n\n\n')) tidy = tidy.replace(/\n{3,}/g, '\n\n');
  return `${tidy.trim()}\n`;
}
