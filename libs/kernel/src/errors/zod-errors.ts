import type { z } from 'zod';
import { invalid, type FieldError } from './domain-error.js';
import type { ErrorCode } from './codes/index.js';

/** `['all', 0, 'field']` → `all[0].field`, below an optional prefix. */
export function formatPath(path: readonly PropertyKey[], prefix = ''): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${String(part)}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, prefix);
}

export function toFieldErrors(error: z.ZodError, prefix = ''): FieldError[] {
  return error.issues.map((issue) => ({ path: formatPath(issue.path, prefix), message: issue.message }));
}

/** Parses a stored document or throws one 422 that lists every wrong path. */
export function parseDocument<T extends z.ZodType>(
  schema: T,
  value: unknown,
  options: { prefix?: string; code?: ErrorCode } = {},
): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(toFieldErrors(result.error, options.prefix), options.code);
}
