import { Compilation } from './compilation.js';
import { CompiledTemplate } from './compiled-template.js';
import { compileBody, sourceToHtml } from './document/compile-body.js';
import { compilePreheader, compileSubject } from './document/compile-line.js';
import { liftPreview } from './document/lift-preview.js';
import { lintOpenValues } from './lint/lint-open-values.js';
import { lintLeastSize } from './lint/lint-size.js';
import { lintSource } from './lint/lint-source.js';
import { NO_PARTIALS, type Partials } from './partials/partials.port.js';
import { templateInvalid } from './problems.js';
import { TEMPLATE_LIMITS, type TemplateSource } from './template-source.js';

interface CompileOptions {
  readonly partials?: Partials;
  /** It was published once: rules that are newer than it do not keep it from being sent. */
  readonly isPublished?: boolean;
}

/**
 * Compiles a template: once per version, then `render` per mail. Throws `template.invalid` with everything that is wrong,
 * each problem with line and column in the author's text.
 */
export async function compileTemplate(source: TemplateSource, options: CompileOptions = {}): Promise<CompiledTemplate> {
  const { language, body, preheader } = readFields(source);
  const work = new Compilation(options.partials ?? NO_PARTIALS, language, options.isPublished);
  const subjectLine = await work.read(source.subject, 'subject', 'subject');
  const preheaderLine = await work.read(preheader.text, preheader.path, 'preheader');
  const main = await work.read(body, language, 'body');
  const ownText = source.text?.trim() ? await work.read(source.text, 'text', 'text') : null;
  work.problems.throwIfAny();

  const { html, warnings } = await sourceToHtml(main, work);
  work.problems.throwIfAny();
  const parts = compileBody({ html, ownText: ownText?.text ?? null }, work);
  const subject = compileSubject(subjectLine.text, work);
  const preview = compilePreheader(preheaderLine.text, work);
  work.problems.throwIfAny();
  return new CompiledTemplate({
    programs: { subject, preheader: preview, html: parts.html, text: parts.text },
    links: parts.links,
    statics: work.statics.list,
    uses: work.uses.finish(work.partials.used, work.open.list),
    lacks: parts.lacks,
    warnings: [
      ...lintOpenValues(work.open.list),
      ...lintLeastSize(parts.leastHtmlBytes),
      ...warnings,
      ...lintSource(main, work.table),
    ],
  });
}

function readFields(source: TemplateSource): {
  language: 'mjml' | 'html';
  body: string;
  preheader: { text: string; path: 'preheader' | 'mjml' };
} {
  const mjml = source.mjml?.trim() ? source.mjml : null;
  const html = source.html?.trim() ? source.html : null;
  if ((mjml === null) === (html === null)) {
    const message = mjml === null ? 'Give the content as mjml or as html.' : 'Give mjml or html, not both.';
    throw templateInvalid([{ path: mjml === null ? 'mjml' : 'html', line: 1, column: 1, message }]);
  }
  if (mjml !== null && mjml.length <= TEMPLATE_LIMITS.sourceLength) {
    const lifted = liftPreview(mjml, source.preheader);
    return { language: 'mjml', ...lifted };
  }
  const preheader = { text: source.preheader ?? '', path: 'preheader' } as const;
  return { language: mjml === null ? 'html' : 'mjml', body: mjml ?? html ?? '', preheader };
}
