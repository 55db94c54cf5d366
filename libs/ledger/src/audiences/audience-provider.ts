import type { GuardedHttpClient } from '#libs/kernel';
import type { z } from 'zod';

export type AudienceOp = 'add' | 'remove';

/** What the platform said to one call. */
export type AudienceAnswer =
  | { readonly kind: 'done' }
  /** The fault of the moment, or too many calls: later again. */
  | { readonly kind: 'later'; readonly message: string; readonly retryAfterMs: number | null }
  /** These people can't be taken; others may. */
  | { readonly kind: 'rejected'; readonly message: string }
  /** Nothing will be taken until somebody has changed something: a token, a permission, the list. */
  | { readonly kind: 'blocked'; readonly message: string };

export interface AudienceCall<Settings> {
  readonly op: AudienceOp;
  /** At most `maxPeople`. */
  readonly hashes: readonly string[];
  readonly settings: Settings;
  readonly http: Pick<GuardedHttpClient, 'send'>;
}

/** One advertising platform: how it knows people, and one call that adds or takes off many of them. */
export interface AudienceProvider<Params extends z.ZodObject = z.ZodObject> {
  /** The name in rows; never changes. */
  readonly type: string;
  readonly label: string;
  readonly description: string;
  /** Its settings. */
  readonly params: Params;
  /** Settings that are never shown again. */
  readonly secrets: readonly string[];
  readonly maxPeople: number;
  /** What the platform knows an address by. */
  hash(email: string): string;
  change(call: AudienceCall<z.infer<Params>>): Promise<AudienceAnswer>;
}

/** Keeps the type of the settings while the definition joins the list of all providers. */
export function defineAudienceProvider<Params extends z.ZodObject>(
  definition: AudienceProvider<Params>,
): AudienceProvider<Params> {
  return definition;
}
