import type { Role } from './roles.js';

/** Who does something: a signed-in user, or a program with an API key. */
export type Actor = UserActor | KeyActor;

export interface UserActor {
  readonly kind: 'user';
  readonly id: number;
  readonly role: Role;
  /** The session it came with, and the token that its changing requests must carry. */
  readonly session: { readonly hash: Buffer; readonly csrf: string };
}

export interface KeyActor {
  readonly kind: 'key';
  readonly id: number;
  readonly role: Role;
  /** Requests per minute; as many as it likes without. */
  readonly rateLimit?: number | null;
}
