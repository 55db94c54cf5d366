import { randomBytes } from 'node:crypto';
import type { TestDatabase } from '#libs/db';

/**
 * A way into a database for which the number of connections can be limited: the server's own limit holds for all tests.
 * Whoever signs in becomes the owner of the tables, so that nothing else is different.
 */
export class LimitedRole {
  private readonly name = `limited_${randomBytes(6).toString('hex')}`;
  private readonly password = randomBytes(12).toString('hex');

  private constructor(private readonly database: TestDatabase) {}

  static async of(database: TestDatabase): Promise<LimitedRole> {
    const role = new LimitedRole(database);
    const [owner] = await database.db.query<{ name: string }>('SELECT current_user AS name');
    await database.db.execute(`CREATE ROLE ${role.name} LOGIN PASSWORD '${role.password}' IN ROLE ${owner!.name}`);
    await database.db.execute(`ALTER ROLE ${role.name} SET role = '${owner!.name}'`);
    return role;
  }

  get url(): string {
    const url = new URL(this.database.url);
    url.username = this.name;
    url.password = this.password;
    return url.href;
  }

  /** From now on nobody gets in, and whoever was in is out: `53300`, as when all connections are taken. */
  async shut(): Promise<void> {
    await this.database.db.execute(`ALTER ROLE ${this.name} CONNECTION LIMIT 0`);
    await this.database.db.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [
      this.name,
    ]);
  }

  async open(): Promise<void> {
    await this.database.db.execute(`ALTER ROLE ${this.name} CONNECTION LIMIT -1`);
  }

  /** When nobody is in any more. */
  async drop(): Promise<void> {
    await this.database.db.execute(`DROP ROLE ${this.name}`);
  }
}
