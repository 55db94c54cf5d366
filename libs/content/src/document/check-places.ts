import type { Place } from '../markup/locate-marks.js';
import type { Problems } from '../problems.js';
import type { MarkedItem } from '../syntax/mark-table.js';
import type { Origin } from '../template-source.js';

/**
 * Every side of a block must begin and end in the same place of the document: in the flow, or in one attribute, tag
 * or comment. Then what is true of the places in the text as written is true of every mail, whichever sides it shows.
 */
export function checkPlaces(
  items: readonly MarkedItem[],
  places: ReadonlyMap<number, Place>,
  problems: Problems,
): void {
  const open: { container: string; origin: Origin }[] = [];
  for (const item of items) {
    if (typeof item === 'string') continue;
    const { mark, offset } = item;
    const place = places.get(offset);
    if (!place) continue;
    if (mark.kind === 'value' && place.refusal) problems.add(mark.origin, place.refusal);
    if (mark.kind === 'open' || mark.kind === 'scope') {
      open.push({ container: place.container, origin: mark.origin });
    } else if (mark.kind === 'else' || mark.kind === 'close' || mark.kind === 'scope-end') {
      const opened = mark.kind === 'else' ? open.at(-1) : open.pop();
      if (opened && opened.container !== place.container) problems.add(opened.origin, SPLIT_BLOCK);
    }
  }
}

const SPLIT_BLOCK =
  'this block begins and ends in different places (text, tag, attribute or comment): put all of it into one of them.';
