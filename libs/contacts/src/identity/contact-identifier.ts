import { Inject, Injectable } from '@nestjs/common';
import type { Queryable, Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { appendChanges } from '../changes/append-changes.js';
import type { RowError, RowResult, WritePolicy } from '../write/contact-input.js';
import { ContactWriter } from '../write/contact-writer.js';

/** Whom somebody else's data names; email and external_id in their normal spelling. */
export interface ContactRef {
  readonly id?: number;
  readonly email?: string;
  readonly externalId?: string;
  readonly visitorId?: string;
  /** Of the request that named the contact; the running one's when left out. */
  readonly requestId?: string | undefined;
}

export type Identified = { readonly contactId: number } | { readonly error: RowError } | { readonly unknownId: number };

interface IdentifyOptions {
  /** For contacts that are made here. */
  readonly quiet: boolean;
  readonly source: string;
}

// Who was merged into somebody else is that one.
const EXISTING = `
  SELECT id AS asked, id FROM contacts WHERE id = ANY ($1::bigint[])
  UNION ALL
  SELECT merged_id, into_id FROM contact_merges WHERE merged_id = ANY ($1::bigint[]) AND undone_at IS NULL`;

const FIND = `
  SELECT kind, value, contact_id AS "contactId" FROM contact_identities
  WHERE (kind, value) IN (SELECT * FROM unnest($1::text[], $2::text[]))`;

const MAKE_VISITORS = `
  INSERT INTO contacts (created_at, updated_at) SELECT $2, $2 FROM generate_series(1, $1::int) RETURNING id`;

// Sorted like the index: two batches wait for each other instead of deadlocking.
const ADD_VISITORS = `
  INSERT INTO contact_identities (kind, value, contact_id)
  SELECT 'visitor', value, contact_id FROM unnest($1::text[], $2::bigint[]) AS made (value, contact_id) ORDER BY value`;

/**
 * Finds the contacts that events name, and makes those that an unknown email, external_id or visitor stands for.
 * An id decides alone; email and external_id together are an upsert. Run it under `retryOnTaken`.
 */
@Injectable()
export class ContactIdentifier {
  constructor(
    @Inject(ContactWriter) private readonly writer: ContactWriter,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** One result for each reference, in their order. */
  async identify(tx: Tx, refs: readonly ContactRef[], options: IdentifyOptions): Promise<Identified[]> {
    const known = await findKnown(tx, refs);
    const found = refs.map((ref) => known.get(keyOf(ref)));
    const made = await this.upsert(
      tx,
      refs.filter((ref, index) => !found[index] && needsUpsert(ref)),
      options,
    );
    const visitors = await this.makeVisitors(
      tx,
      refs.filter((ref, index) => !found[index] && isVisitor(ref)),
      options,
    );
    const results = refs.map((ref, index): Identified => {
      const result = found[index] ?? made.get(keyOf(ref)) ?? visitors.get(keyOf(ref));
      return result ?? { unknownId: ref.id ?? 0 };
    });
    await attachVisitors(tx, refs, results);
    return results;
  }

  private async upsert(
    tx: Tx,
    refs: readonly ContactRef[],
    options: IdentifyOptions,
  ): Promise<Map<string, Identified>> {
    const distinct = [...new Map(refs.map((ref) => [keyOf(ref), ref])).entries()];
    if (distinct.length === 0) return new Map();
    const inputs = distinct.map(([, { email, externalId, requestId }]) => ({
      values: {},
      requestId,
      ...(email ? { email } : {}),
      ...(externalId ? { externalId } : {}),
    }));
    const policy: WritePolicy = { onConflict: 'overwrite', match: 'either', ...options };
    const { results } = await this.writer.write(tx, inputs, policy);
    return new Map(distinct.map(([key], index) => [key, toIdentified(results[index])]));
  }

  /** A visitor without a name is a contact that nothing can be sent to. */
  private async makeVisitors(
    tx: Tx,
    refs: readonly ContactRef[],
    { quiet }: IdentifyOptions,
  ): Promise<Map<string, Identified>> {
    const names = [...new Set(refs.flatMap(({ visitorId }) => (visitorId ? [visitorId] : [])))].sort();
    if (names.length === 0) return new Map();
    const made = await tx.query<{ id: number }>(MAKE_VISITORS, [names.length, this.clock.now()]);
    const ids = made.map(({ id }) => id);
    await tx.execute(ADD_VISITORS, [names, ids]);
    const requestIds = await appendChanges(
      tx,
      ids.map((contactId, index) => ({
        contactId,
        dimension: 'created',
        quiet,
        requestId: refs.find(({ visitorId }) => visitorId === names[index])?.requestId,
      })),
    );
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {}, requestIds);
    });
    return new Map(names.map((visitorId, index) => [keyOf({ visitorId }), { contactId: ids[index] ?? 0 }]));
  }
}

function toIdentified(result: RowResult | undefined): Identified {
  if (result?.error) return { error: result.error };
  if (result?.contactId === undefined) throw new Error('An upsert gave neither contact nor error');
  return { contactId: result.contactId };
}

function needsUpsert(ref: ContactRef): boolean {
  return ref.id === undefined && Boolean(ref.email ?? ref.externalId);
}

function isVisitor(ref: ContactRef): boolean {
  return ref.id === undefined && !ref.email && !ref.externalId;
}

function keyOf({ id, email, externalId, visitorId }: ContactRef): string {
  if (id !== undefined) return `id:${id}`;
  if (email && externalId) return JSON.stringify([email, externalId]);
  if (email) return `email:${email}`;
  return externalId ? `external_id:${externalId}` : `visitor:${visitorId ?? ''}`;
}

/** Ids and single identities that exist, by statements that lock nothing. */
async function findKnown(on: Queryable, refs: readonly ContactRef[]): Promise<Map<string, { contactId: number }>> {
  const keys = [...new Set(refs.map(keyOf))];
  const ids = keys.filter((key) => key.startsWith('id:')).map((key) => Number(key.slice(3)));
  const named = keys.filter((key) => /^(?:email|external_id|visitor):/.test(key)).map(splitKey);
  const existing = ids.length > 0 ? await on.query<{ asked: number; id: number }>(EXISTING, [ids]) : [];
  const rows =
    named.length > 0
      ? await on.query<{ kind: string; value: string; contactId: number }>(FIND, [
          named.map(([kind]) => kind),
          named.map(([, value]) => value),
        ])
      : [];
  return new Map([
    ...existing.map(({ asked, id }) => [`id:${asked}`, { contactId: id }] as const),
    ...rows.map(({ kind, value, contactId }) => [`${kind}:${value}`, { contactId }] as const),
  ]);
}

function splitKey(key: string): [kind: string, value: string] {
  const at = key.indexOf(':');
  return [key.slice(0, at), key.slice(at + 1)];
}

/** Who was a visitor and now has a name: later events of the visitor are the contact's. One that is taken stays. */
async function attachVisitors(tx: Tx, refs: readonly ContactRef[], results: readonly Identified[]): Promise<void> {
  const pairs = new Map<string, number>();
  refs.forEach((ref, index) => {
    const result = results[index];
    if (ref.visitorId && !isVisitor(ref) && result && 'contactId' in result) pairs.set(ref.visitorId, result.contactId);
  });
  if (pairs.size === 0) return;
  await tx.execute(`${ADD_VISITORS} ON CONFLICT DO NOTHING`, [[...pairs.keys()], [...pairs.values()]]);
}
