import { isStorable } from '#libs/kernel';

/** 1 to 200 characters without the blanks around them. */
export function isTagName(value: unknown): value is string {
  if (typeof value !== 'string' || !isStorable(value)) return false;
  const length = value.trim().length;
  return length > 0 && length <= 200;
}
