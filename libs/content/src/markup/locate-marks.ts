import type { PrintContext } from '../syntax/mark.js';
import type { Attribute, Markup, OpenTag, TextRun } from './read-markup.js';

/** Where a mark stands in a document. */
export interface Place {
  /** Marks of one block must share it: `flow`, or one attribute, tag, comment or raw-text element. */
  readonly container: string;
  readonly within: 'flow' | 'raw' | 'tag' | 'attribute';
  /** The raw-text element or `comment`, the tag, or the attribute's tag. */
  readonly element: string;
  readonly attribute?: Attribute;
  readonly context: PrintContext;
  /** Why no value may be printed here. */
  readonly refusal: string | null;
}

const FLOW: Place = { container: 'flow', within: 'flow', element: '', context: 'html', refusal: null };

/** `<!-- {{#if x}} -->`: the comment is a disguise, its tags belong to the flow. */
const COMMENTED_FLOW: Place = { ...FLOW, within: 'raw', element: 'comment' };

/** Finds the place of every mark; keys are offsets. */
export function locateMarks(source: string, markup: readonly Markup[], pattern: RegExp): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const part of markup) {
    if (part.kind === 'close') continue;
    const text = source.slice(part.start, part.end);
    for (const match of text.matchAll(pattern)) {
      const offset = part.start + match.index;
      const inTag = part.kind === 'open';
      places.set(offset, inTag ? placeInTag(source, part, offset) : placeInText(source, part, offset, pattern));
    }
  }
  return places;
}

function placeInText(source: string, part: TextRun, offset: number, pattern: RegExp): Place {
  if (part.within === null) return FLOW;
  if (part.within === 'comment' && isOnlyMarks(source.slice(part.start, part.end), pattern)) return COMMENTED_FLOW;
  const container = `${part.within}@${String(part.start)}`;
  const base = { container, within: 'raw', element: part.within } as const;
  if (part.within === 'script') return { ...base, context: 'html', refusal: 'values cannot be put into scripts.' };
  if (part.within === 'style' || part.within === 'mj-style') {
    return { ...base, context: cssContext(source.slice(part.start, offset)), refusal: null };
  }
  return { ...base, context: 'html', refusal: null };
}

function placeInTag(source: string, tag: OpenTag, offset: number): Place {
  const attribute = tag.attributes.find(({ start, end }) => offset >= start && offset < end);
  if (!attribute) {
    const refusal = 'a value cannot make up a tag or an attribute: write name="{{…}}".';
    const container = `tag@${String(tag.start)}`;
    return { container, within: 'tag', element: tag.name, context: 'attribute', refusal };
  }
  const container = `attribute@${String(attribute.start)}`;
  const base = { container, within: 'attribute', element: tag.name, attribute } as const;
  const context = attribute.name === 'style' ? cssContext(source.slice(attribute.start, offset)) : 'attribute';
  return { ...base, context, refusal: refuseAttribute(attribute) };
}

function refuseAttribute({ name, quoted }: Attribute): string | null {
  if (!quoted) return `put quotes around the value of ${name}.`;
  if (name.startsWith('on') || name === 'srcdoc') return `values cannot be put into ${name}.`;
  if (name === 'srcset') return 'values cannot be put into srcset: give them in src.';
  return null;
}

/** The last unfinished `url(` decides; a quote or blank after it belongs to it. */
function cssContext(before: string): PrintContext {
  const url = /url\(\s*(["']|&quot;|&#39;)?([^)"']*)$/i.exec(before.slice(-2_000));
  if (!url) return 'css';
  return url[2] === '' ? 'css-url-start' : 'css-url';
}

function isOnlyMarks(comment: string, pattern: RegExp): boolean {
  return comment.replace(pattern, '').trim() === '';
}
