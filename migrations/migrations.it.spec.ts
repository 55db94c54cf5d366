import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, migrate, migrateDown, type TestDatabase } from '#libs/db';
import { ENTITIES } from '#libs/registry';
import { MIGRATIONS } from './index.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(ENTITIES);
});

afterAll(async () => {
  await database.drop();
});

const COLUMNS = `
  SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS line
  FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`;

async function describeSchema(): Promise<string[]> {
  const rows = await database.db.query<{ line: string }>(COLUMNS);
  return rows.map((row) => row.line);
}

describe('the migrations', () => {
  it('go down to nothing and up again to the same schema', async () => {
    const before = await describeSchema();
    const names = MIGRATIONS.map(({ name }) => name);
    expect(await migrateDown(database.url)).toEqual([...names].reverse());
    expect((await describeSchema()).filter((line) => !line.startsWith('migrations.'))).toEqual([]);
    expect(await migrate(database.url)).toEqual(names);
    expect(await describeSchema()).toEqual(before);
    expect(await migrate(database.url)).toEqual([]);
  });

  it('have every column that an entity maps, of a type that fits', async () => {
    const columns = await database.db.query<{ name: string; type: string; nullable: boolean }>(
      `SELECT table_name || '.' || column_name AS name, data_type AS type, is_nullable = 'YES' AS nullable
       FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    const known = new Map(columns.map((column) => [column.name, column]));
    const problems = database.db.dataSource.entityMetadatas.flatMap((entity) =>
      entity.columns.flatMap((column) => {
        const name = `${entity.tableName}.${column.databaseName}`;
        const found = known.get(name);
        if (!found) return [`${name} is not in the schema`];
        if (column.isNullable !== found.nullable) return [`${name}: nullable is ${String(found.nullable)}`];
        const plain = database.db.dataSource.driver.normalizeType(column);
        const type = column.isArray ? 'ARRAY' : plain;
        return found.type === type ? [] : [`${name}: ${found.type} is mapped as ${type}`];
      }),
    );
    expect(database.db.dataSource.entityMetadatas.length).toBeGreaterThan(5);
    expect(problems).toEqual([]);
  });
});
