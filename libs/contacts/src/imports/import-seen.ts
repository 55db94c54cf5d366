import type { Queryable, Tx } from '#libs/db';
import { type ContactState, identityKey, type SeenContact, type SeenSource } from '../write/contact-state.js';

interface SeenRow {
  readonly key: string;
  readonly created: boolean;
  readonly filled: readonly string[];
}

const READ = `SELECT key, created, filled FROM import_seen WHERE import_id = $1 AND key = ANY ($2::text[])`;

const WRITE = `
  INSERT INTO import_seen (import_id, key, created, filled)
  SELECT $1, key, created, filled::text[]
  FROM jsonb_to_recordset($2::jsonb) AS seen (key text, created boolean, filled text[])
  ON CONFLICT (import_id, key) DO UPDATE SET filled = import_seen.filled || excluded.filled`;

/**
 * Remembers whom an import has made and which values it has set, from batch to batch and over restarts: the last row of
 * a file wins over its earlier ones also when contacts that were there before are to be filled or skipped.
 */
export class ImportSeen implements SeenSource {
  constructor(private readonly importId: number) {}

  async contacts(on: Queryable, ids: readonly number[]): Promise<Map<number, SeenContact>> {
    const rows = await on.query<SeenRow>(READ, [this.importId, ids.map(String)]);
    return new Map(rows.map(({ key, created, filled }) => [Number(key), { created, filled: new Set(filled) }]));
  }

  async ghosts(on: Queryable, identities: readonly string[]): Promise<Map<string, string>> {
    const rows = await on.query<SeenRow>(READ, [this.importId, identities]);
    return new Map(rows.map(({ key, filled }) => [key, filled[0] ?? key]));
  }

  async write(tx: Tx, states: readonly ContactState[]): Promise<void> {
    const rows = states.flatMap((state) => (state.id === undefined ? ghostRows(state) : contactRows(state)));
    if (rows.length > 0) await tx.execute(WRITE, [this.importId, JSON.stringify(rows)]);
  }
}

function contactRows(state: ContactState): SeenRow[] {
  const filled = [...state.changedIdentities(), ...state.changedKeys()].filter((key) => !state.hadBefore(key));
  if (state.isNew) return [{ key: String(state.id), created: true, filled: [] }];
  return filled.length > 0 ? [{ key: String(state.id), created: false, filled }] : [];
}

/** In a trial nobody gets an id: the identities stand for the contact, the first of them names it. */
function ghostRows(state: ContactState): SeenRow[] {
  const { email, external_id: externalId } = state.identities;
  const keys = [
    ...(email === null ? [] : [identityKey('email', email)]),
    ...(externalId === null ? [] : [identityKey('external_id', externalId)]),
  ];
  return keys.map((key) => ({ key, created: true, filled: keys.slice(0, 1) }));
}
