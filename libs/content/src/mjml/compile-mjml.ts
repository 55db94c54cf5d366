import type mjml2html from 'mjml';
import type { Compilation } from '../compilation.js';
import { readMarkup, type Markup } from '../markup/read-markup.js';
import type { Problems } from '../problems.js';
import type { MarkedSource } from '../syntax/marked-source.js';
import type { Origin } from '../template-source.js';
import { checkBalance } from './check-balance.js';
import { checkCrossing } from './check-crossing.js';
import { checkStructure } from './check-structure.js';
import { placeTags } from './place-tags.js';
import { verifyTags } from './verify-tags.js';

/** Something that MJML complained about but rendered all the same. */
interface MjmlWarning {
  readonly origin: Origin;
  readonly message: string;
}

export interface CompiledMjml {
  readonly html: string;
  readonly warnings: readonly MjmlWarning[];
}

/**
 * Compiles marked MJML to marked HTML. What MJML would leave out in silence (unknown components, components in the
 * wrong place, tags) is a problem; attributes that it does not know are warnings. No fonts are fetched from anywhere
 * unless the author says so with mj-font, and no file is read.
 */
export async function compileMjml(
  source: MarkedSource,
  { table, problems, isPublished }: Pick<Compilation, 'table' | 'problems' | 'isPublished'>,
): Promise<CompiledMjml> {
  const markup = readMarkup(source.text, table.pattern);
  const oddities = checkStructure(source, markup, table.pattern, problems);
  // What was published before this was asked for goes out as it always did.
  if (!problems.hasAny() && !isPublished) {
    checkBalance(source, markup, table, problems);
    checkCrossing(source, markup, table, problems);
  }
  const placed = placeTags(source, markup, table, problems);
  if (problems.hasAny()) return EMPTY;
  const result = await run(placed.text, source, problems);
  if (!result) return EMPTY;
  const html = result.html.replace(new RegExp(`<!--(${table.pattern.source})-->`, 'g'), '$1');
  const warnings = oddities.map(({ at, message }): MjmlWarning => ({ origin: source.originAt(at), message }));
  for (const { line, tagName, message } of result.errors) {
    const origin = originOf(tagName, line, source, markup);
    if (message.startsWith('Attribute ')) warnings.push({ origin, message });
    else problems.add(origin, `${message}.`);
  }
  if (!problems.hasAny()) verifyTags({ before: source.text, after: html, flow: placed.flow }, table, problems);
  return { html, warnings: warnings.filter(({ message }) => !message.includes(table.prefix)) };
}

/** MJML knows the line alone: the first tag of that name there, or where the line begins. */
function originOf(name: string, line: number, source: MarkedSource, markup: readonly Markup[]): Origin {
  const { start, end } = source.spanOfLine(line);
  const tag = markup.find(
    (part) => part.kind === 'open' && part.name === name && part.start >= start && part.start < end,
  );
  return source.originAt(tag?.start ?? start);
}

const EMPTY: CompiledMjml = { html: '', warnings: [] };

async function run(
  text: string,
  source: MarkedSource,
  problems: Problems,
): Promise<Awaited<ReturnType<typeof mjml2html>> | null> {
  try {
    // 35 MB of memory that only those processes need which compile MJML.
    const { default: compile } = await import('mjml');
    return await compile(text, { fonts: {}, ignoreIncludes: true, keepComments: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    problems.add(source.originAt(0), `MJML cannot read this: ${reason}`);
    return null;
  }
}
