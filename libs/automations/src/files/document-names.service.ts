import { Database } from '#libs/db';
import { invalid, type FieldError } from '#libs/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { findReferences, renameReferences, type NamedKind, type NamedReference } from './journey-file.js';

type Json = Readonly<Record<string, unknown>>;

// What people call them: segments by slug, senders and people by address, the rest by name.
const NAMES: Readonly<Record<NamedKind, string>> = {
  template: 'SELECT id, name FROM templates WHERE archived_at IS NULL',
  segment: 'SELECT id, slug AS name FROM segments WHERE archived_at IS NULL',
  automation: `SELECT id, name FROM automations WHERE status <> 'archived'`,
  campaign: 'SELECT id, name FROM campaigns',
  audience: 'SELECT id, name FROM audiences',
  sender: 'SELECT id, email AS name FROM senders WHERE archived_at IS NULL',
  user: 'SELECT id, email AS name FROM users WHERE disabled_at IS NULL',
};

interface Named {
  readonly id: number;
  readonly name: string;
}

/** Turns names in files into the ids of this installation, and back: ids are not the same in two of them. */
@Injectable()
export class JourneyNames {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** Throws `automation.invalid` with the place of each name that nothing, or more than one thing, has. */
  async toIds(document: Json): Promise<Json> {
    const wanted = findReferences(document).filter(({ value }) => typeof value === 'string');
    const known = await this.find(wanted, 'named.name = ANY($1::text[])');
    const errors = wanted.flatMap((reference) => wrongName(reference, known.get(keyOf(reference)) ?? []));
    if (errors.length > 0) throw invalid(errors, 'automation.invalid');
    return renameReferences(document, (kind, value) => known.get(keyOf({ kind, value }))?.[0]?.id ?? value);
  }

  /** An id that nothing has stays as it is; so does one whose name is not its own alone. */
  async toNames(document: Json): Promise<Json> {
    const wanted = findReferences(document).filter(({ value }) => typeof value === 'number');
    const known = await this.find(wanted, `named.name = ANY(SELECT name FROM named WHERE id = ANY($1::bigint[]))`);
    const all = [...known.values()].filter((same) => same.length === 1).flat();
    return renameReferences(document, (kind, value) => {
      const found = known.size > 0 ? all.find((named) => named.id === value && named.kind === kind) : undefined;
      return found?.name ?? value;
    });
  }

  /** By kind and name, everything that is called so. */
  private async find(wanted: readonly Pick<NamedReference, 'kind' | 'value'>[], which: string) {
    const found = new Map<string, (Named & { kind: NamedKind })[]>();
    for (const kind of new Set(wanted.map((reference) => reference.kind))) {
      const values = wanted.filter((reference) => reference.kind === kind).map(({ value }) => value);
      const sql = `WITH named AS (${NAMES[kind]}) SELECT id, name FROM named WHERE ${which} ORDER BY id`;
      for (const row of await this.db.query<Named & Record<string, unknown>>(sql, [values])) {
        const key = keyOf({ kind, value: row.name });
        found.set(key, [...(found.get(key) ?? []), { id: row.id, name: row.name, kind }]);
      }
    }
    return found;
  }
}

function keyOf({ kind, value }: Pick<NamedReference, 'kind' | 'value'>): string {
  return `${kind} ${String(value)}`;
}

function wrongName({ kind, value, path }: NamedReference, found: readonly Named[]): FieldError[] {
  if (found.length === 1) return [];
  if (found.length === 0) return [{ path, message: `There is no ${kind} "${String(value)}"` }];
  const ids = found.map(({ id }) => String(id)).join(', ');
  return [{ path, message: `More than one ${kind} is called "${String(value)}": write the id, one of ${ids}` }];
}
