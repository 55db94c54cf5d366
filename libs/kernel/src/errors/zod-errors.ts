import { z } from 'zod';
import { invalid, type FieldError } from './domain-error.js';
import type { ErrorCode } from './codes/index.js';
import { wordsOf } from './zod-words.js';

// What a schema says itself goes before.
z.config({ customError: wordsOf });

/** `['all', 0, 'field']` → `all[0].field`, below an optional prefix. */
export function formatPath(path: readonly PropertyKey[], prefix = ''): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${String(part)}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, prefix);
}

export function toFieldErrors(error: z.ZodError, prefix = ''): FieldError[] {
  return error.issues.filter(isNews).flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: formatPath(issue.path, prefix), message: issue.message }];
    // Zod names the object; whoever has to mend it needs the member.
    return issue.keys.map((key) => ({
      path: formatPath([...issue.path, key], prefix),
      message: 'There is no such member',
    }));
  });
}

/** Of a number beyond all bounds Zod also tells the largest whole number there is, beside the bound that counts. */
function isNews(issue: z.core.$ZodIssue, _index: number, all: readonly z.core.$ZodIssue[]): boolean {
  if (!isBound(issue) || issue.origin !== 'int') return true;
  const path = formatPath(issue.path);
  return !all.some((other) => isBound(other) && other.origin !== 'int' && formatPath(other.path) === path);
}

function isBound(issue: z.core.$ZodIssue): issue is z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall {
  return issue.code === 'too_big' || issue.code === 'too_small';
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
