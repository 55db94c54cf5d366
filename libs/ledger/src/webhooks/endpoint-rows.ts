import type { Queryable, Tx } from '#libs/db';
import { DomainError } from '#libs/kernel';

/** A row of webhook_endpoints that has not been removed. */
export interface EndpointRow {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  /** A reference to a kept secret. */
  readonly secret: string;
  /** References by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  /** Why it was turned off by itself. */
  readonly off_reason: 'failing' | 'gone' | null;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly last_error: string | null;
  /** Calls that wait until it is turned on. */
  readonly held: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface EndpointTarget {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const COLUMNS = `id, name, url, secret, headers, enabled, off_reason, failures, failing_since, last_error,
  CASE WHEN enabled THEN 0 ELSE (SELECT count(*)::int FROM webhook_deliveries
    WHERE endpoint_id = webhook_endpoints.id AND state = 'held') END AS held, version, created_at, updated_at`;

const LIST = `SELECT ${COLUMNS} FROM webhook_endpoints WHERE deleted_at IS NULL ORDER BY lower(name), id`;
const ONE = `SELECT ${COLUMNS} FROM webhook_endpoints WHERE id = $1 AND deleted_at IS NULL`;
const LOCK = `${ONE} FOR UPDATE`;

const INSERT = `
  INSERT INTO webhook_endpoints (name, url, headers, secret, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
  RETURNING ${COLUMNS}`;

// Who turns it on has mended it: failures are counted anew.
const UPDATE = `
  UPDATE webhook_endpoints SET name = $2, url = $3, headers = $4, enabled = $5, version = version + 1, updated_at = $6,
    off_reason = CASE WHEN $5 THEN NULL WHEN enabled THEN NULL ELSE off_reason END,
    failures = CASE WHEN $5 AND NOT enabled THEN 0 ELSE failures END,
    failing_since = CASE WHEN $5 AND NOT enabled THEN NULL ELSE failing_since END,
    last_error = CASE WHEN $5 AND NOT enabled THEN NULL ELSE last_error END
  WHERE id = $1 RETURNING ${COLUMNS}`;

const SET_SECRET = `
  UPDATE webhook_endpoints SET secret = $2, version = version + 1, updated_at = $3 WHERE id = $1 RETURNING ${COLUMNS}`;

const MOVE_OPEN = `
  UPDATE webhook_deliveries SET url = $2, host = $3, updated_at = $4
  WHERE endpoint_id = $1 AND state IN ('pending', 'held')`;

const HOLD = `UPDATE webhook_deliveries SET state = 'held', updated_at = $2 WHERE endpoint_id = $1 AND state = 'pending'`;

const RELEASE = `
  UPDATE webhook_deliveries SET state = 'pending', tries = 0, due_at = $2, updated_at = $2
  WHERE endpoint_id = $1 AND state = 'held'`;

const REMOVE = `
  UPDATE webhook_endpoints SET deleted_at = $2, enabled = false, secret = '', headers = '{}' WHERE id = $1`;

const SKIP = `
  UPDATE webhook_deliveries SET state = 'skipped', error = 'The endpoint was removed', updated_at = $2
  WHERE endpoint_id = $1 AND state IN ('pending', 'held')`;

/** The statements about endpoints and the calls that wait for them. */
export class EndpointRows {
  list(on: Queryable): Promise<EndpointRow[]> {
    return on.query<EndpointRow & Record<string, unknown>>(LIST);
  }

  /** Throws `webhook.endpoint_not_found`. */
  async find(on: Queryable, id: number): Promise<EndpointRow> {
    return required(await on.query<EndpointRow & Record<string, unknown>>(ONE, [id]));
  }

  async lock(tx: Tx, id: number): Promise<EndpointRow> {
    return required(await tx.query<EndpointRow & Record<string, unknown>>(LOCK, [id]));
  }

  async insert(tx: Tx, row: EndpointTarget & { readonly secret: string }, now: Date): Promise<EndpointRow> {
    const params = [row.name, row.url, JSON.stringify(row.headers), row.secret, now];
    return required(await tx.query<EndpointRow & Record<string, unknown>>(INSERT, params));
  }

  async update(
    tx: Tx,
    id: number,
    row: EndpointTarget & { readonly enabled: boolean },
    now: Date,
  ): Promise<EndpointRow> {
    const params = [id, row.name, row.url, JSON.stringify(row.headers), row.enabled, now];
    return required(await tx.query<EndpointRow & Record<string, unknown>>(UPDATE, params));
  }

  async setSecret(tx: Tx, id: number, secret: string, now: Date): Promise<EndpointRow> {
    return required(await tx.query<EndpointRow & Record<string, unknown>>(SET_SECRET, [id, secret, now]));
  }

  /** What is not made yet goes to the new address. */
  async moveOpen(tx: Tx, id: number, url: string, now: Date): Promise<void> {
    await tx.execute(MOVE_OPEN, [id, url, new URL(url).host, now]);
  }

  /** Holds the calls that wait, or lets those that are held go. */
  async holdOpen(tx: Tx, id: number, held: boolean, now: Date): Promise<void> {
    await tx.execute(held ? HOLD : RELEASE, [id, now]);
  }

  async remove(tx: Tx, id: number, now: Date): Promise<void> {
    await tx.execute(REMOVE, [id, now]);
    await tx.execute(SKIP, [id, now]);
  }
}

function required([row]: EndpointRow[]): EndpointRow {
  if (!row) throw new DomainError('webhook.endpoint_not_found');
  return row;
}
