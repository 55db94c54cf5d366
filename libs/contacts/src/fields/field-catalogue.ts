import { Inject, Injectable } from '@nestjs/common';
import { Database, type Queryable } from '#libs/db';
import type { FieldDefinition } from './field-definition.js';
import { FieldSet } from './field-set.js';
import { SYSTEM_FIELDS } from './system-fields.js';

const CUSTOM_FIELDS = `SELECT key, label, type, options, category, false AS system FROM fields ORDER BY id`;

// The view reads the server's zone files, some 50 ms: once per process is enough.
const ZONES = `SELECT name FROM pg_timezone_names WHERE name ~ '^[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)*$'`;

/** Knows every field. Custom ones are read afresh each time, so that all processes agree. */
@Injectable()
export class FieldCatalogue {
  private zones: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(@Inject(Database) private readonly db: Database) {}

  async load(on: Queryable = this.db): Promise<FieldSet> {
    const custom = await on.query<FieldDefinition>(CUSTOM_FIELDS);
    return new FieldSet([...SYSTEM_FIELDS, ...custom], await this.loadZones(on));
  }

  /** Only zones that Node and the database both know: one unknown zone would fail a whole set query. */
  private async loadZones(on: Queryable): Promise<ReadonlyMap<string, string>> {
    this.zones ??= readZones(on);
    try {
      return await this.zones;
    } catch (error) {
      this.zones = undefined;
      throw error;
    }
  }
}

async function readZones(on: Queryable): Promise<ReadonlyMap<string, string>> {
  const rows = await on.query<{ name: string }>(ZONES);
  return new Map(rows.filter(({ name }) => isKnownToNode(name)).map(({ name }) => [name.toLowerCase(), name]));
}

function isKnownToNode(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
