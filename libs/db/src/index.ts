export { checkServer, type ServerCheck } from './check-server.js';
export { type CopyTarget } from './copy.js';
export { createDataSource, type EntityClass } from './data-source.js';
export { Database, type Queryable, type Tx } from './database.js';
export { DbModule } from './db.module.js';
export { type Folder, foldersOf } from './folders.js';
export { joinBySets } from './join-by-sets.js';
export { migrate, migrateDown, pendingMigrations } from './migrate.js';
export { type Migration } from './migration.js';
export { prepared } from './prepared.js';
export { runWithin } from './run-within.js';
export {
  isCanceled,
  isConnectionError,
  isDatabaseTrouble,
  isDataError,
  isUniqueViolation,
  sqlState,
} from './sql-state.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { EmbeddedPostgresError } from './embedded/embedded-postgres.error.js';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/start-embedded-postgres.js';
export { useEmbeddedPostgres, type UsedPostgres } from './embedded/use-embedded-postgres.js';
