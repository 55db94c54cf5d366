import type { CompiledTemplate, RenderedMail } from '../compiled-template.js';
import type { RenderContext } from '../render/render-context.js';
import { isMissing, readProperty } from '../render/values.js';
import type { OpenValue } from '../uses/open-values.js';
import { describeSize, WARN_HTML_BYTES } from './lint-size.js';
import type { LintWarning } from './lint-warning.js';

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
  if (size >= WARN_HTML_BYTES) warn('too_large', describeSize(size));
  const { html } = template.lacks;
  if (html.links) warn('missing_unsubscribe', 'There is no unsubscribe link: the standard footer is added.');
  else if (html.address)
    warn('missing_address', 'The postal address is not in the template: the standard footer has it.');
  return warnings;
}

/** Merge fields without a fallback that are empty for this contact. */
function missingValues({ uses }: CompiledTemplate, context: RenderContext): LintWarning[] {
  const missing = uses.open.filter(({ names }) => names.every((name) => isMissing(readName(context, name))));
  const said = missing.map(describeMissing);
  return missing.flatMap((value, index) => {
    const message = said[index] ?? '';
    // Where in the mail is told by the warning about the source.
    return said.indexOf(message) === index ? [{ code: 'missing_value', message, ...value.at[0] }] : [];
  });
}

function describeMissing({ part, names }: OpenValue): string {
  const verb = names.length === 1 ? 'is' : 'are';
  const then = part === 'subject' ? ', and the subject shows it: this contact would not get the mail' : '';
  return `${names.join(' and ')} ${verb} missing for this contact${then}.`;
}

function readName(context: RenderContext, name: string): unknown {
  return name.split('.').reduce<unknown>((of, key) => readProperty(of, key), context);
}
