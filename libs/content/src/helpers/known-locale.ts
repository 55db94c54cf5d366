const known = new Map<string, string>();
/** Contacts have a handful of languages; this only keeps hostile data from filling the memory. */
const MAX_KNOWN = 1_000;

/** The language tag when Intl can use it (`en_GB` is read as `en-GB`), else English. */
export function knownLocale(locale: string): string {
  const found = known.get(locale);
  if (found !== undefined) return found;
  const checked = check(locale);
  if (known.size < MAX_KNOWN) known.set(locale, checked);
  return checked;
}

function check(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0] ?? 'en';
  } catch (error) {
    if (error instanceof RangeError) return 'en';
    throw error;
  }
}
