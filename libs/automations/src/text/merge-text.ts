import type { FieldSet } from '#libs/contacts';
import { compileTemplate, PLAIN_URLS, unknownFields, type CompiledTemplate, type Data } from '#libs/content';
import { DomainError, type FieldError } from '#libs/kernel';

/** Texts are few and used often; the oldest is compiled again when there are more. */
const CACHED = 500;

/** What such a text sees of a contact, and a mail does not. */
const BESIDE_FIELDS = ['fields', 'consents', 'created_at', 'updated_at'];

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

/** Merge fields of a text that compiles which no contact can have: most likely a slip of the pen. */
export async function warnOfText(path: string, text: string, fields: FieldSet): Promise<FieldError[]> {
  const { uses } = await compileText(text);
  return unknownFields(
    uses.fields.filter(({ name }) => !BESIDE_FIELDS.includes(name)),
    fields,
  ).map(({ message }) => ({ path, message }));
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
