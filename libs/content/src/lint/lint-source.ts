import { readMarkup, type Markup, type OpenTag } from '../markup/read-markup.js';
import type { MarkTable } from '../syntax/mark-table.js';
import type { MarkedSource } from '../syntax/marked-source.js';
import type { LintWarning } from './lint-warning.js';

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly at: number;
}

type Rule = (markup: readonly Markup[], source: string, table: MarkTable) => Finding[];

/** What can be seen in the source alone. */
export function lintSource(source: MarkedSource, table: MarkTable): LintWarning[] {
  const markup = readMarkup(source.text, table.pattern);
  return RULES.flatMap((rule) => rule(markup, source.text, table)).map(({ code, message, at }) => ({
    code,
    message,
    ...source.originAt(at),
  }));
}

const missingAlt: Rule = (markup) =>
  openTags(withoutDefaults(markup))
    .filter(({ name, attributes }) => isImage(name) && !attributes.some((attribute) => attribute.name === 'alt'))
    .map(({ start }) => ({
      code: 'missing_alt',
      message: 'This image has no alt text; alt="" if it is decoration.',
      at: start,
    }));

const insecureLinks: Rule = (markup) =>
  openTags(markup).flatMap(({ attributes }) =>
    attributes
      .filter(({ name, value }) => /^(href|src|background-url|background)$/.test(name) && /^\s*http:/i.test(value))
      .map(({ start, value }) => ({
        code: 'insecure_url',
        message: `${value} is not encrypted: use https.`,
        at: start,
      })),
  );

const relativeLinks: Rule = (markup, _source, table) =>
  openTags(markup).flatMap(({ attributes }) =>
    attributes
      .filter(({ name, value }) => name === 'href' && value !== '' && table.ids(value).length === 0)
      .filter(({ value }) => !/^\s*(?:#|[a-z][a-z0-9+.-]*:)/i.test(value))
      .map(({ start }) => ({
        code: 'relative_url',
        message: 'A mail has no address of its own: write the whole URL.',
        at: start,
      })),
  );

const emptyLinks: Rule = (markup) =>
  openTags(markup).flatMap(({ name, attributes }) =>
    attributes
      .filter((attribute) => attribute.name === 'href' && (name === 'a' || name === 'mj-button'))
      .filter(({ value }) => /^\s*#?\s*$/.test(value))
      .map(({ start }) => ({ code: 'empty_link', message: 'This link leads nowhere.', at: start })),
  );

const missingLanguage: Rule = (markup) => {
  const root = openTags(markup).find(({ name }) => name === 'mjml' || name === 'html');
  if (root?.attributes.some(({ name }) => name === 'lang')) return [];
  const message = 'The language of the text is not declared: lang="…" on the first tag. The recipient\'s is assumed.';
  return [{ code: 'missing_lang', message, at: root?.start ?? 0 }];
};

const scripts: Rule = (markup) =>
  openTags(markup)
    .filter(({ name }) => /^(script|form|iframe|object|embed)$/.test(name))
    .map(({ name, start }) => ({ code: 'unsupported_tag', message: `Mail programs remove <${name}>.`, at: start }));

const RULES: readonly Rule[] = [missingAlt, insecureLinks, relativeLinks, emptyLinks, missingLanguage, scripts];

function isImage(name: string): boolean {
  return name === 'img' || name === 'mj-image' || name === 'mj-carousel-image';
}

/** What stands in mj-attributes sets defaults and is no image itself. */
function withoutDefaults(markup: readonly Markup[]): Markup[] {
  let inside = false;
  return markup.filter((part) => {
    if (part.kind !== 'text' && part.name === 'mj-attributes') inside = part.kind === 'open' && !part.selfClosing;
    return !inside;
  });
}

function openTags(markup: readonly Markup[]): OpenTag[] {
  return markup.filter((part) => part.kind === 'open');
}
