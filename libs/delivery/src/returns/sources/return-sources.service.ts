import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { CredentialSeal, DomainError } from '#libs/kernel';
import { parseSettings, renewSettings, sourceOfType, type StoredSource } from './stored-source.js';

export interface SourceInput {
  readonly type: string;
  readonly name?: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly enabled?: boolean | undefined;
}

export type SourceChange = Partial<Omit<SourceInput, 'type'>>;

const COLUMNS = `id, type, name, settings, enabled, state, last_at AS "lastAt", last_error AS "lastError",
  created_at AS "createdAt"`;
const LIST = `SELECT ${COLUMNS} FROM return_sources ORDER BY id`;
const OF_TYPE = `SELECT ${COLUMNS} FROM return_sources WHERE type = $1 AND enabled ORDER BY id`;
const ONE = `SELECT ${COLUMNS} FROM return_sources WHERE id = $1`;
const INSERT = `
  INSERT INTO return_sources (type, name, settings, enabled) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`;
// New settings mean another mailbox, maybe: what was said about the old one is forgotten, and it is asked at once.
const UPDATE = `
  UPDATE return_sources SET name = $2, settings = $3, enabled = $4, due_at = now(), last_error = NULL,
    state = CASE WHEN settings - 'password' = $3::jsonb - 'password' THEN state ELSE '{}' END
  WHERE id = $1 RETURNING ${COLUMNS}`;
const DELETE = `DELETE FROM return_sources WHERE id = $1`;
const TOUCH = `UPDATE return_sources SET last_at = $2, last_error = $3 WHERE id = $1`;

type Row = StoredSource & Record<string, unknown>;

/** Mailboxes that are asked and providers that report: what the organisation has set up. */
@Injectable()
export class ReturnSources {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CredentialSeal) private readonly seal: CredentialSeal,
  ) {}

  async list(): Promise<StoredSource[]> {
    return this.db.query<Row>(LIST);
  }

  async enabledOfType(type: string): Promise<StoredSource[]> {
    return this.db.query<Row>(OF_TYPE, [type]);
  }

  async get(id: number): Promise<StoredSource> {
    return found(await this.db.query<Row>(ONE, [id]));
  }

  async create({ type, name, settings, enabled = true }: SourceInput): Promise<StoredSource> {
    const parsed = parseSettings({ type, given: settings }, this.seal);
    const shown = name?.trim() || sourceOfType(type).label;
    return found(await this.db.query<Row>(INSERT, [type, shown, parsed, enabled]));
  }

  async update(id: number, change: SourceChange): Promise<StoredSource> {
    const stored = await this.get(id);
    const parts = { type: stored.type, stored: stored.settings };
    const settings = change.settings
      ? parseSettings({ ...parts, given: change.settings }, this.seal)
      : renewSettings(stored.type, stored.settings, this.seal);
    const name = change.name?.trim() || stored.name;
    return found(await this.db.query<Row>(UPDATE, [id, name, settings, change.enabled ?? stored.enabled]));
  }

  async delete(id: number): Promise<void> {
    if ((await this.db.execute(DELETE, [id])) === 0) throw new DomainError('return_source.not_found');
  }

  /** Notes when a source was last heard of, and what was wrong. */
  async touch(id: number, at: Date | null, error: string | null): Promise<void> {
    await this.db.execute(TOUCH, [id, at, error?.replaceAll('\0', '').slice(0, 500) ?? null]);
  }
}

function found(rows: readonly StoredSource[]): StoredSource {
  const [row] = rows;
  if (!row) throw new DomainError('return_source.not_found');
  return row;
}
