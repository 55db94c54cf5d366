import { DomainError } from '#libs/kernel';
import type { z } from 'zod';

/** Why is for the operator's log; the caller learns only that it was refused. */
export function refused(cause: string): DomainError {
  return new DomainError('hook.refused', undefined, { cause: new Error(cause) });
}

/** The JSON of a request that is genuine; rejects what is no object or list. */
export function readJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch (error) {
    if (error instanceof Error && error.name === 'SyntaxError') {
      throw new DomainError('request.malformed', 'The report is no JSON.', { cause: error });
    }
    throw error;
  }
}

/** The signed part of a request. What lacks it can't be genuine, so whoever sends it learns nothing of what is missing. */
export function readSigned<Schema extends z.ZodType>(schema: Schema, body: unknown, who: string): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw refused(`${who}: unsigned`);
  return parsed.data;
}
