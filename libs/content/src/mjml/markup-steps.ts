import type { Markup } from '../markup/read-markup.js';
import type { MarkTable } from '../syntax/mark-table.js';
import type { Origin } from '../template-source.js';

/** A tag of the markup, or a Handlebars tag that begins or ends a side of a block. */
type Step = { readonly at: number } & (
  { readonly part: Markup } | { readonly block: 'open' | 'else' | 'close'; readonly origin: Origin }
);

/** In the order of the text, without what stands in comments: Outlook's are often opened in one place and closed in another. */
export function stepsOf(text: string, markup: readonly Markup[], table: MarkTable): Step[] {
  const tags = markup.map((part): Step => ({ at: part.start, part }));
  const blocks = table.split(text).flatMap((item): Step[] => {
    if (typeof item === 'string') return [];
    const { kind } = item.mark;
    return kind === 'open' || kind === 'else' || kind === 'close'
      ? [{ at: item.offset, block: kind, origin: item.mark.origin }]
      : [];
  });
  const comments = [...text.matchAll(/<!--[^]*?-->/g)].map(
    ({ index, 0: { length } }) => [index, index + length] as const,
  );
  let next = 0;
  return [...tags, ...blocks]
    .sort((a, b) => a.at - b.at)
    .filter(({ at }) => {
      while (next < comments.length && (comments[next]?.[1] ?? 0) <= at) next += 1;
      return at < (comments[next]?.[0] ?? Infinity);
    });
}
