import { compileTemplate, PLAIN_URLS, type CompiledTemplate, type Data } from '#libs/content';
import { DomainError, type FieldError } from '#libs/kernel';

/** Messages are few and used often; the oldest is compiled again when there are more. */
const CACHED = 500;

const compiled = new Map<string, Promise<CompiledTemplate>>();

/** What an alert says: a line with merge fields, in the language of templates. */
export async function compileMessage(message: string): Promise<CompiledTemplate> {
  const known = compiled.get(message);
  if (known) return known;
  // A template needs a body; only the line that subject and text are made of is used.
  const made = compileTemplate({ subject: message, html: '<p></p>', text: message });
  const [oldest] = compiled.keys();
  if (compiled.size >= CACHED && oldest !== undefined) compiled.delete(oldest);
  compiled.set(message, made);
  // One that does not compile is not kept; whoever asked gets the error.
  made.catch(() => compiled.delete(message));
  return made;
}

/** What is wrong with a message, below `message`; nothing when it compiles. */
export async function checkMessage(message: string): Promise<FieldError[]> {
  try {
    await compileMessage(message);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [{ path: 'message', message: error.errors[0]?.message ?? error.message }];
  }
}

/** The message for one contact, as plain text. */
export function renderMessage(template: CompiledTemplate, contact: Data, event: Data | null): string {
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
