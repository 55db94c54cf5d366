import { compileTemplate, PLAIN_URLS, type CompiledTemplate, type Data } from '#libs/content';
import { DomainError, type FieldError } from '#libs/kernel';

/** Texts are few and used often; the oldest is compiled again when there are more. */
const CACHED = 500;

const compiled = new Map<string, Promise<CompiledTemplate>>();

/** A text with merge fields in the language of templates, as in an alert or a field of a webhook. */
export async function compileText(text: string): Promise<CompiledTemplate> {
  const known = compiled.get(text);
  if (known) return known;
  // A template needs a body; only the line that subject and text are made of is used.
  const made = compileTemplate({ subject: text, html: '<p></p>', text });
  const [oldest] = compiled.keys();
  if (compiled.size >= CACHED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(text, made);
  // One that does not compile is not kept; whoever asked gets the error.
  made.catch(() => compiled.delete(text));
  return made;
}

/** What is wrong with a text; nothing when it compiles. */
export async function checkText(path: string, text: string): Promise<FieldError[]> {
  try {
    await compileText(text);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [{ path, message: error.errors[0]?.message ?? error.message }];
  }
}

/** The text for one contact, plain. */
export function renderText(template: CompiledTemplate, contact: Data, event: Data | null): string {
  const { text } = template.render({
    contact,
    event,
    sender: {},
    segments: new Set(),
    unsubscribe_url: '',
    preferences_url: '',
    view_url: '',
    locale: 'en',
    timeZone: 'UTC',
    currency: 'USD',
    urls: PLAIN_URLS,
  });
  return text.trim();
}
