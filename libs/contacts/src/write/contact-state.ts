import type { Queryable } from '#libs/db';
import type { ConsentStatus } from '../consents/consent-status.js';
import type { FieldValue } from '../fields/field-definition.js';

export type IdentityKind = 'email' | 'external_id';

/** A contact while a batch is worked out: what the database holds, and what it will hold. */
export class ContactState {
  /** Set when the row is known or its id has been drawn. */
  id: number | undefined;
  /** Made by this batch. */
  readonly isNew: boolean;
  /** What earlier batches of the same import did to it: among themselves an import's rows overwrite each other. */
  private readonly seen: SeenContact | undefined;
  readonly identities: { email: string | null; external_id: string | null };
  readonly oldIdentities: Readonly<{ email: string | null; external_id: string | null }>;
  readonly removedIdentities: string[] = [];
  /** Of the last request that changed it, when that is not the running one. */
  requestId: string | undefined;
  /** What was there when the batch began, by key; a missing value has no entry. */
  readonly before: Readonly<Record<string, FieldValue>>;
  readonly after: Record<string, FieldValue>;
  readonly tags = new Set<string>();
  readonly untags = new Set<string>();
  readonly consents: Map<string, ConsentStatus>;
  readonly oldConsents: ReadonlyMap<string, ConsentStatus>;

  constructor(stored?: StoredContact) {
    this.id = stored?.id;
    this.isNew = !stored;
    this.seen = stored?.seen;
    this.oldIdentities = { email: stored?.email ?? null, external_id: stored?.externalId ?? null };
    this.identities = { ...this.oldIdentities };
    this.before = stored?.values ?? {};
    this.after = { ...this.before };
    this.oldConsents = stored?.consents ?? new Map();
    this.consents = new Map(this.oldConsents);
  }

  /** There before the batch or, in an import, before the import. */
  get existedBefore(): boolean {
    return !this.isNew && !this.seen?.created;
  }

  /** Whether the field (or identity) had a value before the batch or the import. */
  hadBefore(key: string): boolean {
    if (!this.existedBefore || this.seen?.filled.has(key)) return false;
    return key === 'email' || key === 'external_id' ? this.oldIdentities[key] !== null : key in this.before;
  }

  /** The id after the batch has been written. */
  get writtenId(): number {
    if (this.id === undefined) throw new Error('The contact has not been written yet');
    return this.id;
  }

  changedKeys(): string[] {
    const keys = new Set([...Object.keys(this.before), ...Object.keys(this.after)]);
    return [...keys].filter((key) => !isSame(this.before[key], this.after[key]));
  }

  changedIdentities(): IdentityKind[] {
    return (['email', 'external_id'] as const).filter((kind) => this.identities[kind] !== this.oldIdentities[kind]);
  }
}

export interface StoredContact {
  readonly id: number;
  readonly email: string | null;
  readonly externalId: string | null;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly consents: ReadonlyMap<string, ConsentStatus>;
  readonly seen?: SeenContact | undefined;
}

export interface SeenContact {
  readonly created: boolean;
  /** Fields that were missing and that the import has set. */
  readonly filled: ReadonlySet<string>;
}

/** What the earlier batches of one import did. */
export interface SeenSource {
  contacts(on: Queryable, ids: readonly number[]): Promise<ReadonlyMap<number, SeenContact>>;
  /** Of these identities, those of contacts that a trial would have made, with a name for each contact. */
  ghosts(on: Queryable, identities: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Sets are lists without an order of their own, but the order that was given is kept and compared. */
function isSame(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}

export function identityKey(kind: IdentityKind, value: string): string {
  return `${kind}:${value}`;
}
