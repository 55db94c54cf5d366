import { type Config, SystemClock } from '#libs/kernel';
import { createDataSource, Database } from '#libs/db';
import { AuditLog } from './audit/audit-log.service.js';
import { ACCOUNTS_ENTITIES } from './entities.js';
import { ApiKeys } from './keys/api-keys.service.js';
import { AccountLinks } from './links/account-links.service.js';
import { Users } from './people/users.service.js';
import { Sessions } from './sessions/sessions.service.js';
import { Setup } from './setup/setup.service.js';

export interface OpenAccounts {
  readonly db: Database;
  readonly setup: Setup;
  readonly users: Users;
  readonly keys: ApiKeys;
  close(): Promise<void>;
}

/** The accounts for programs that are no Nest application: the launcher and the command line. Close them after use. */
export async function openAccounts(databaseUrl: string, config: Config): Promise<OpenAccounts> {
  const settings = { url: databaseUrl, entities: ACCOUNTS_ENTITIES, poolSize: 2, applicationName: 'tidings-accounts' };
  const dataSource = await createDataSource(settings).initialize();
  const [db, clock] = [new Database(dataSource), new SystemClock()];
  const audit = new AuditLog(clock);
  const links = new AccountLinks(db, clock, config);
  const users = new Users(db, clock, audit, links, new Sessions(db, clock));
  const setup = new Setup(db, links, users);
  return { db, setup, users, keys: new ApiKeys(db, clock, audit), close: () => dataSource.destroy() };
}
