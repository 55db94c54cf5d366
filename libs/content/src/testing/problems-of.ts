import { DomainError } from '#libs/kernel';
import { compileTemplate } from '../compile-template.js';
import type { Partials } from '../partials/partials.port.js';
import type { TemplateProblem } from '../problems.js';
import type { TemplateSource } from '../template-source.js';

/** What is wrong with a template, as `mjml 3:7 unknown helper …`; empty when it compiles. */
export async function problemsOf(source: Partial<TemplateSource>, partials?: Partials): Promise<string[]> {
  try {
    await compileTemplate({ subject: 'Hello', ...source }, partials ? { partials } : {});
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'template.invalid') throw error;
    return (error.errors as readonly TemplateProblem[]).map(
      ({ path, line, column, message }) =>
        `${path} ${String(line)}:${String(column)} ${message.replace(/^Line \d+, column \d+: /, '')}`,
    );
  }
}
