import { newUuid } from '#libs/kernel';
import type { Mark } from './mark.js';

/** A stretch of text, or a mark with its offset in the marked text. */
export type MarkedItem = string | { readonly id: number; readonly mark: Mark; readonly offset: number };

/**
 * Marks stand in a document as opaque words (`tdg…q17x`) while other programs work on it: MJML, html-to-text and our own
 * HTML reader see a word in place of each Handlebars tag, so nothing in a tag can disturb them, and a tag that they
 * lose, move or repeat is noticed.
 */
export class MarkTable {
  private readonly marks: Mark[] = [];
  /** Random, so that no author can write a word that stands for a mark; letters and digits survive every program. */
  readonly prefix = `tdg${newUuid().replaceAll('-', '')}q`;

  /** Adds a mark and returns the word that stands for it. */
  add(mark: Mark): string {
    this.marks.push(mark);
    return `${this.prefix}${String(this.marks.length - 1)}x`;
  }

  /** Matches the word of any mark; the first group is its id. */
  get pattern(): RegExp {
    return new RegExp(`${this.prefix}(\\d+)x`, 'g');
  }

  get(id: number): Mark {
    const mark = this.marks[id];
    if (!mark) throw new Error(`mark ${String(id)} does not exist`);
    return mark;
  }

  /** Cuts a marked text into stretches of text and marks. */
  split(text: string): MarkedItem[] {
    const items: MarkedItem[] = [];
    let from = 0;
    for (const match of text.matchAll(this.pattern)) {
      if (match.index > from) items.push(text.slice(from, match.index));
      const id = Number(match[1]);
      items.push({ id, mark: this.get(id), offset: match.index });
      from = match.index + match[0].length;
    }
    if (from < text.length) items.push(text.slice(from));
    return items;
  }

  /** The ids of the marks in a text, in order. */
  ids(text: string): number[] {
    return [...text.matchAll(this.pattern)].map((match) => Number(match[1]));
  }
}
