import { t } from '../messages';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$|^[^\s@]+@localhost$/;

/** Leaves out the fields that are fine. */
export function errorsOf(found: Record<string, string | false | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

export function required(value: string): string | undefined {
  return value.trim() === '' ? t('checks.required') : undefined;
}

export function emailAddress(value: string): string | undefined {
  return EMAIL.test(value.trim()) ? undefined : t('checks.email');
}

export function atMost(limit: number, value: string): string | undefined {
  return value.length > limit ? t('checks.tooLong', { limit, length: value.length }) : undefined;
}

export function atLeast(limit: number, value: string): string | undefined {
  return value.length < limit ? t('checks.tooShort', { limit }) : undefined;
}

export function wholeBetween(least: number, most: number, value: number): string | undefined {
  const isFine = Number.isInteger(value) && value >= least && value <= most;
  return isFine ? undefined : t('checks.whole', { least, most });
}
