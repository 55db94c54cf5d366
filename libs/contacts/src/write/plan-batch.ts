import { ERROR_CODES } from '#libs/kernel';
import { mayBecome } from '../consents/consent-status.js';
import type { ContactInput, RowError, RowStatus, WritePolicy } from './contact-input.js';
import { ContactState, identityKey, type IdentityKind } from './contact-state.js';

/** Who has which identity, as the batch goes on. */
export type Directory = Map<string, ContactState>;

export interface PlannedRow {
  readonly status: RowStatus;
  readonly state?: ContactState;
  readonly error?: RowError;
  readonly keptConsents?: readonly string[];
}

/**
 * Works a batch out in memory, input by input, exactly as if each had been written alone: an input sees what the ones
 * before it have made. What differs in the end is written by a handful of statements.
 */
export function planBatch(inputs: readonly ContactInput[], directory: Directory, policy: WritePolicy): PlannedRow[] {
  return inputs.map((input) => {
    const found = findContact(input, directory, policy.match);
    return 'error' in found
      ? { status: 'rejected', error: found.error }
      : applyTo(found.state, input, directory, policy);
  });
}

/** The same for a contact that is already known, by its id. */
export function planFor(
  state: ContactState,
  input: ContactInput,
  directory: Directory,
  policy: WritePolicy,
): PlannedRow {
  const taken = [ownerOf(directory, 'email', input.email), ownerOf(directory, 'external_id', input.externalId)];
  if (taken.some((owner) => owner && owner !== state)) return { status: 'rejected', error: CONFLICT };
  return applyTo(state, input, directory, policy);
}

type Found = { readonly state: ContactState | undefined } | { readonly error: RowError };

const CONFLICT: RowError = { code: 'contact.conflict', message: ERROR_CODES['contact.conflict'].meaning };

function findContact(input: ContactInput, directory: Directory, match: WritePolicy['match']): Found {
  if (!input.email && !input.externalId) return { error: missing('email', 'an email or an external_id is needed') };
  if (match !== 'either' && !(match === 'email' ? input.email : input.externalId)) {
    return { error: missing(match, 'is needed: it says which contact is meant') };
  }
  const byEmail = ownerOf(directory, 'email', input.email);
  const byExternalId = ownerOf(directory, 'external_id', input.externalId);
  if (byEmail && byExternalId && byEmail !== byExternalId) return { error: CONFLICT };
  if (match === 'email' && byExternalId && !byEmail) return { error: CONFLICT };
  if (match === 'external_id' && byEmail && !byExternalId) return { error: CONFLICT };
  return { state: byEmail ?? byExternalId };
}

function missing(path: string, message: string): RowError {
  return { code: 'contact.invalid', message: `${path}: ${message}`, errors: [{ path, message }] };
}

function ownerOf(directory: Directory, kind: IdentityKind, value: string | null | undefined): ContactState | undefined {
  return value ? directory.get(identityKey(kind, value)) : undefined;
}

function applyTo(
  known: ContactState | undefined,
  input: ContactInput,
  directory: Directory,
  policy: WritePolicy,
): PlannedRow {
  const state = known ?? new ContactState();
  if (state.existedBefore && policy.onConflict === 'skip') return { status: 'skipped', state };
  const fill = policy.onConflict === 'fill';
  state.requestId = input.requestId;
  setIdentity(state, 'email', input.email, directory, fill);
  setIdentity(state, 'external_id', input.externalId, directory, fill);
  setValues(state, input, fill);
  for (const tag of input.tags ?? []) setTag(state, tag, true);
  for (const tag of input.untags ?? []) setTag(state, tag, false);
  const keptConsents = setConsents(state, input, fill);
  return { status: known ? 'updated' : 'created', state, ...(keptConsents.length > 0 ? { keptConsents } : {}) };
}

/** An identity that is the contact's already (an alias, too) changes nothing; a new one replaces the old. */
function setIdentity(
  state: ContactState,
  kind: IdentityKind,
  value: string | null | undefined,
  directory: Directory,
  fill: boolean,
): void {
  if (value === undefined || (value !== null && ownerOf(directory, kind, value) === state)) return;
  const old = state.identities[kind];
  if (fill && state.hadBefore(kind)) return;
  if (old !== null) {
    directory.delete(identityKey(kind, old));
    state.removedIdentities.push(identityKey(kind, old));
  }
  state.identities[kind] = value;
  if (value !== null) directory.set(identityKey(kind, value), state);
}

function setValues(state: ContactState, input: ContactInput, fill: boolean): void {
  for (const key in input.values) {
    if (fill && state.hadBefore(key)) continue;
    const value = input.values[key];
    if (value === null || value === undefined) Reflect.deleteProperty(state.after, key);
    else state.after[key] = value;
  }
}

function setTag(state: ContactState, tag: string, wanted: boolean): void {
  (wanted ? state.untags : state.tags).delete(tag);
  (wanted ? state.tags : state.untags).add(tag);
}

/** Returns the topics that were left as they are. */
function setConsents(state: ContactState, input: ContactInput, fill: boolean): string[] {
  const kept: string[] = [];
  for (const [topic, status] of Object.entries(input.consents ?? {})) {
    const old = state.consents.get(topic);
    if (!mayBecome(old, status)) kept.push(topic);
    else if (!fill || !state.oldConsents.has(topic)) state.consents.set(topic, status);
  }
  return kept;
}
