import { decodeEntities } from '../markup/escape.js';
import { readMarkup, type Attribute, type OpenTag } from '../markup/read-markup.js';
import { isWebUrl, safeUrl, schemeOf } from '../markup/safe-url.js';
import type { Expression } from '../syntax/expression.js';
import type { UrlMark } from '../syntax/mark.js';
import type { Problems } from '../problems.js';
import type { MarkTable } from '../syntax/mark-table.js';
import type { MarkedSource } from '../syntax/marked-source.js';
import type { Origin } from '../template-source.js';
import { applyEdits, type Edit } from './edits.js';

/** One link whose clicks can be counted. */
export interface LinkEntry {
  /** Its target, or for a link with merge fields the template of it. */
  readonly target: string;
  /** What makes the target of a link with merge fields, as it stands in the marked text. */
  readonly value: string | null;
}

/** Whether a stored target is the template of one, which leads nowhere by itself: links made of it carry their own. */
export function isTargetTemplate(target: string): boolean {
  return target.includes('{{');
}

/** These lead to the reader's own pages: never tracked. */
const OWN_PAGES: ReadonlySet<string> = new Set(['unsubscribe_url', 'preferences_url', 'view_url']);
const URL_ATTRIBUTES: ReadonlyMap<string, UrlMark['use']> = new Map([
  ['href', 'link'],
  ['xlink:href', 'link'],
  ['action', 'link'],
  ['formaction', 'link'],
  ['cite', 'link'],
  ['src', 'resource'],
  ['background', 'resource'],
  ['poster', 'resource'],
  ['data', 'resource'],
]);

/** Replaces each URL that must be made or checked when a mail is rendered by one mark, and lists the links. */
export function buildLinkTable(html: string, table: MarkTable): { html: string; links: LinkEntry[] } {
  const links: LinkEntry[] = [];
  const edits: Edit[] = [];
  for (const tag of readMarkup(html, table.pattern)) {
    if (tag.kind !== 'open') continue;
    for (const attribute of tag.attributes) {
      const word = replaceUrl(tag, attribute, table, links);
      if (word !== null) edits.push({ start: attribute.start, end: attribute.end, text: word });
    }
  }
  return { html: applyEdits(html, edits), links };
}

function replaceUrl(tag: OpenTag, attribute: Attribute, table: MarkTable, links: LinkEntry[]): string | null {
  const use = URL_ATTRIBUTES.get(attribute.name);
  if (!use || !attribute.quoted) return null;
  const isLink = (tag.name === 'a' || tag.name === 'area') && attribute.name === 'href';
  if (table.ids(attribute.value).length === 0) return isLink ? staticLink(attribute.value, table, links) : null;
  const origin = firstOrigin(attribute.value, table);
  if (!isLink || leadsToOwnPage(attribute.value, table)) {
    return table.add({ kind: 'url', origin, value: attribute.value, use });
  }
  links.push({ target: describe(attribute.value, table), value: attribute.value });
  return table.add({ kind: 'link', index: links.length - 1 });
}

/** Refuses what could never be sent: `javascript:` and other schemes that have no place in a mail. */
export function checkUrls(source: MarkedSource, table: MarkTable, problems: Problems): void {
  for (const tag of readMarkup(source.text, table.pattern)) {
    if (tag.kind !== 'open') continue;
    for (const attribute of tag.attributes) {
      const use = attribute.name === 'background-url' ? 'resource' : URL_ATTRIBUTES.get(attribute.name);
      if (!use || table.ids(attribute.value).length > 0) continue;
      const url = decodeEntities(attribute.value);
      if (safeUrl(url, use) === null && schemeOf(url) !== null && !/^\s*data:image\//i.test(url)) {
        problems.add(source.originAt(attribute.start), `${attribute.name} cannot lead to ${url.trim().slice(0, 60)}.`);
      }
    }
  }
}

function staticLink(value: string, table: MarkTable, links: LinkEntry[]): string | null {
  const target = safeUrl(decodeEntities(value), 'link');
  if (target === null || !isWebUrl(target)) return null;
  links.push({ target, value: null });
  return table.add({ kind: 'link', index: links.length - 1 });
}

function leadsToOwnPage(value: string, table: MarkTable): boolean {
  return table.ids(value).some((id) => {
    const mark = table.get(id);
    return mark.kind === 'value' && isOwnPage(mark.expression);
  });
}

function isOwnPage(expression: Expression): boolean {
  return expression.kind === 'path' && expression.parts.some((part) => OWN_PAGES.has(part));
}

function firstOrigin(value: string, table: MarkTable): Origin {
  const mark = table.get(table.ids(value)[0] ?? 0);
  return 'origin' in mark ? mark.origin : { path: 'html', line: 1, column: 1 };
}

/** Links of a text part that its author wrote: the same targets as in the HTML share an entry. */
export function markTextLinks(text: string, table: MarkTable, links: LinkEntry[]): string {
  return text.replace(/https?:\/\/[^\s<>"'()[\]]+/gi, (written) => {
    const url = written.replace(/[.,;:!?]+$/, '');
    const target = safeUrl(url, 'link');
    if (target === null || table.ids(written).length > 0) return written;
    const known = links.findIndex((link) => link.value === null && link.target === target);
    if (known === -1) links.push({ target, value: null });
    const index = known === -1 ? links.length - 1 : known;
    return table.add({ kind: 'link', index }) + written.slice(url.length);
  });
}

/** The target as it is shown in reports: paths keep their names, anything else is an ellipsis. */
function describe(value: string, table: MarkTable): string {
  const text = value.replace(table.pattern, (_word, id: string) => {
    const mark = table.get(Number(id));
    if (mark.kind !== 'value') return '';
    return mark.expression.kind === 'path' ? `{{${mark.expression.original}}}` : '{{…}}';
  });
  return decodeEntities(text);
}
