import type { Compilation } from '../compilation.js';
import {
  FOOTER_ADDRESS_HTML,
  FOOTER_ADDRESS_TEXT,
  FOOTER_FRAME,
  FOOTER_LINKS_HTML,
  FOOTER_LINKS_TEXT,
} from '../footer/standard-footer.js';
import { escapeHtml } from '../markup/escape.js';
import { locateMarks } from '../markup/locate-marks.js';
import { readMarkup } from '../markup/read-markup.js';
import { NodeCompiler } from '../render/compile-nodes.js';
import type { Print } from '../render/print.js';
import type { StaticTexts } from '../render/static-texts.js';
import { buildTree } from '../syntax/build-tree.js';
import type { SlotName } from '../syntax/mark.js';
import { LinkedParts } from './document-parts.js';
import { buildLinkTable, type LinkEntry } from './link-table.js';

type Slots = Readonly<Record<SlotName, Print>>;

const nothing: Print = () => undefined;

/** Keeps mail clients from showing the beginning of the mail after a short preheader. */
const PREHEADER_FILLER = '&#847;&zwnj;&nbsp;'.repeat(40);
const HIDDEN =
  'display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all';

/** What is printed where Tidings has left a place in a document. */
export function compileSlots(work: Compilation, links: readonly LinkEntry[]): { html: Slots; text: Slots } {
  const none = { preheader: nothing, pixel: nothing, lang: nothing, subject: nothing };
  return {
    html: {
      preheader: preheader(work.statics),
      pixel: pixel(work.statics),
      lang: printLanguage,
      subject: printSubject,
      footer: footerHtml(work, links),
    },
    text: { ...none, footer: footerText(work, links) },
  };
}

const printLanguage: Print = (run) => {
  run.write(escapeHtml(run.context.locale));
};

const printSubject: Print = (run) => {
  run.write(escapeHtml(run.subject));
};

function preheader(statics: StaticTexts): Print {
  const begin = statics.print(`<div style="${HIDDEN}">`);
  const end = statics.print(`${PREHEADER_FILLER}</div>`);
  return (run, at) => {
    if (run.preheader === '') return;
    begin(run, at);
    run.write(escapeHtml(run.preheader));
    end(run, at);
  };
}

function pixel(statics: StaticTexts): Print {
  const begin = statics.print('<img src="');
  const end = statics.print('" width="1" height="1" alt="" style="display:block;border:0;width:1px;height:1px;">');
  return (run, at) => {
    const url = run.context.urls.pixel?.();
    if (!url) return;
    begin(run, at);
    run.write(escapeHtml(url));
    end(run, at);
  };
}

function footerHtml(work: Compilation, links: readonly LinkEntry[]): Print {
  const ways = compileFragment(FOOTER_LINKS_HTML, 'html', work, links);
  const address = compileFragment(FOOTER_ADDRESS_HTML, 'html', work, links);
  const begin = work.statics.print(FOOTER_FRAME[0]);
  const end = work.statics.print(FOOTER_FRAME[1]);
  return (run, at) => {
    const needs = run.footer?.html;
    if (!needs || (!needs.links && !needs.address)) return;
    begin(run, at);
    if (needs.links) ways(run, null);
    if (needs.address) address(run, null);
    end(run, at);
  };
}

function footerText(work: Compilation, links: readonly LinkEntry[]): Print {
  const ways = compileFragment(FOOTER_LINKS_TEXT, 'text', work, links);
  const address = compileFragment(FOOTER_ADDRESS_TEXT, 'text', work, links);
  return (run) => {
    const needs = run.footer?.text;
    if (!needs || (!needs.links && !needs.address)) return;
    // A body that ends within a line would run into it; empty lines too many are dropped in the end.
    run.write('\n\n');
    if (needs.links) ways(run, null);
    if (needs.address) address(run, null);
  };
}

/** Compiles a piece of our own by the same rules as an author's document. */
function compileFragment(
  source: string,
  format: 'html' | 'text',
  work: Compilation,
  links: readonly LinkEntry[],
): Print {
  const { table, problems, statics, expressions } = work;
  const marked = work.readOwn(source);
  const { html } = format === 'html' ? buildLinkTable(marked, table) : { html: marked };
  const places = locateMarks(html, readMarkup(html, table.pattern), table.pattern);
  const contextAt = (offset: number) => (format === 'html' ? (places.get(offset)?.context ?? 'html') : 'plain');
  const nodes = buildTree(table.split(html), contextAt, problems);
  const slots = { preheader: nothing, pixel: nothing, lang: nothing, subject: nothing, footer: nothing };
  const parts = new LinkedParts({ table, links, statics, expressions, problems, format, slots });
  return new NodeCompiler({ statics, expressions, parts, reportBlocks: false }).compile(nodes, null);
}
