import { readMarkup, type Markup, type OpenTag } from '../markup/read-markup.js';
import type { SlotName } from '../syntax/mark.js';
import type { MarkTable } from '../syntax/mark-table.js';
import { applyEdits, insertAt, type Edit } from './edits.js';

const COLOR_SCHEMES = ['color-scheme', 'supported-color-schemes'];

/**
 * Makes a whole document of what an author wrote, with what every mail needs: language and direction, a title, the
 * declaration that it is fit for light and dark, and the places of preheader, footer and open pixel.
 */
export function completeDocument(html: string, table: MarkTable): string {
  const slot = (name: SlotName): string => table.add({ kind: 'slot', name });
  const whole = wrap(html);
  const markup = readMarkup(whole, table.pattern);
  const edits: Edit[] = [
    ...languageEdits(markup, slot('lang')),
    ...headEdits(whole, markup, slot('subject')),
    ...bodyEdits(whole, markup, slot),
  ];
  return applyEdits(whole, edits);
}

function wrap(html: string): string {
  if (/<html[\s>]/i.test(html)) return html;
  const head =
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">' +
    '<title></title></head>';
  const body = /<body[\s>]/i.test(html) ? html : `<body style="margin:0;padding:0;">${html}</body>`;
  return `<!doctype html>\n<html>${head}${body}</html>\n`;
}

/** MJML writes lang="und" when it is not told: then the recipient's language is meant. */
function languageEdits(markup: readonly Markup[], lang: string): Edit[] {
  return markup.filter(isOpen).flatMap((tag) => {
    const attribute = tag.attributes.find(({ name }) => name === 'lang');
    if (attribute?.value === 'und') return [{ start: attribute.start, end: attribute.end, text: lang }];
    if (tag.name !== 'html') return [];
    const dir = tag.attributes.some(({ name }) => name === 'dir') ? '' : ' dir="auto"';
    const added = `${attribute ? '' : ` lang="${lang}"`}${dir}`;
    return added ? [insertAt(tag.start + '<html'.length, added)] : [];
  });
}

function headEdits(html: string, markup: readonly Markup[], subject: string): Edit[] {
  const tags = markup.filter(isOpen);
  const declared = new Set(
    tags.filter(({ name }) => name === 'meta').map((tag) => tag.attributes.find(({ name }) => name === 'name')?.value),
  );
  const metas = COLOR_SCHEMES.filter((name) => !declared.has(name))
    .map((name) => `<meta name="${name}" content="light dark">`)
    .join('');
  const title = tags.find(({ name }) => name === 'title');
  const head = tags.find(({ name }) => name === 'head');
  const titled = title ? '' : `<title>${subject}</title>`;
  const place = head?.end ?? tags.find(({ name }) => name === 'html')?.end ?? 0;
  const added = head ? metas + titled : `<head>${metas}${titled}</head>`;
  const edits = added ? [insertAt(place, added)] : [];
  if (title && /^\s*<\/title/i.test(html.slice(title.end, title.end + 100))) edits.push(insertAt(title.end, subject));
  return edits;
}

function bodyEdits(html: string, markup: readonly Markup[], slot: (name: SlotName) => string): Edit[] {
  const begin = markup.filter(isOpen).find(({ name }) => name === 'body');
  const closing = (name: string) => markup.findLast((part) => part.kind === 'close' && part.name === name)?.start;
  const after = begin?.end ?? markup.find((part) => part.kind === 'close' && part.name === 'head')?.end ?? 0;
  const before = closing('body') ?? closing('html') ?? html.length;
  return [insertAt(after, slot('preheader')), insertAt(before, slot('footer') + slot('pixel'))];
}

function isOpen(part: Markup): part is OpenTag {
  return part.kind === 'open';
}
