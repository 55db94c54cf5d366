import type { CompiledTemplate, RenderedMail } from '../compiled-template.js';
import type { RenderContext } from '../render/render-context.js';
import { isRootName } from '../render/render-context.js';
import { isMissing, readProperty } from '../render/values.js';
import type { LintWarning } from './lint-warning.js';

/** Gmail clips at some 102 KB, the tracking links included. */
const WARN_SIZE = 80 * 1024;
const KB = 1024;

interface MailFacts {
  readonly context: RenderContext;
  /** Bytes of the HTML. */
  readonly size: number;
}

/** What can be seen only in a mail that was rendered for somebody. */
export function lintMail(template: CompiledTemplate, mail: RenderedMail, { context, size }: MailFacts): LintWarning[] {
  const warnings: LintWarning[] = missingValues(template, context);
  const warn = (code: string, message: string): void => {
    warnings.push({ code, message });
  };
  if (mail.subject === '') warn('empty_subject', 'The subject is empty.');
  if (mail.text.trim() === '') warn('empty_text', 'The plain text is empty: write a text part.');
  if (size >= WARN_SIZE) {
    warn('too_large', `The HTML has ${String(Math.round(size / KB))} KB; Gmail clips mails above 102 KB.`);
  }
  const { html } = template.lacks;
  if (html.links) warn('missing_unsubscribe', 'There is no unsubscribe link: the standard footer is added.');
  else if (html.address)
    warn('missing_address', 'The postal address is not in the template: the standard footer has it.');
  return warnings;
}

/** Merge fields without a fallback that are empty for this contact. */
function missingValues(template: CompiledTemplate, context: RenderContext): LintWarning[] {
  return template.uses.bare.flatMap(({ path, at }) => {
    const [root, ...rest] = path;
    if (!isRootName(root)) return [];
    const value = rest.reduce<unknown>((of, key) => readProperty(of, key), context[root]);
    const name = path.join('.');
    const message = `${name} is missing for this contact: give a fallback, {{default ${name} "…"}}.`;
    return isMissing(value) ? [{ code: 'missing_value', message, ...at }] : [];
  });
}
