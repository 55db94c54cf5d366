const MINUTE_MS = 60_000;

/** RFC 3339 → what `<input type="datetime-local">` shows, in the zone of the reader. */
export function toLocalInput(iso: string): string {
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

/** The other way round; `null` for an empty input. */
export function fromLocalInput(text: string): string | null {
  return text === '' ? null : new Date(text).toISOString();
}
