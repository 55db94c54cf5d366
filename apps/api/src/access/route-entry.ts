import type { Role } from '#libs/accounts';

/**
 * Who may call a route. `public`: anybody, the controller checks tokens itself. `session`: signed-in people of every
 * role, no API keys. Roles: people and keys that have one of them.
 */
export type Access = 'public' | 'session' | readonly Role[];

export interface RouteEntry {
  readonly access: Access;
  /** What it does, for the API's documentation: a verb and its object. */
  readonly summary: string;
  /** A right that the organisation can take away from marketers (S034). */
  readonly restrictedBy?: 'segment_editors';
}

/** `GET /api/v1/contacts/{id}` → who may call it. */
export type RouteTable = Readonly<Record<string, RouteEntry>>;

export const ADMINISTRATORS = ['administrator'] as const satisfies readonly Role[];
/** Makes and sends. */
export const MARKETERS = ['administrator', 'marketer'] as const satisfies readonly Role[];
/** Works with single contacts. */
export const SALESPEOPLE = ['administrator', 'marketer', 'sales'] as const satisfies readonly Role[];
/** Looks, changes nothing. */
export const EVERYONE = ['administrator', 'marketer', 'sales', 'viewer'] as const satisfies readonly Role[];
