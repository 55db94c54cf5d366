import { configSchema, type Environment } from './config.schema.js';

/** The validated environment plus what follows from it. Inject it by this class. */
export class Config {
  readonly env: Environment;
  /** Base of public links, without a slash at the end. */
  readonly publicUrl: string;

  constructor(env: Environment) {
    this.env = env;
    this.publicUrl = (env.PUBLIC_URL ?? `http://localhost:${String(env.PORT)}`).replace(/\/+$/, '');
  }

  /** Throws when the process was started without a database; the launcher always sets it. */
  get databaseUrl(): string {
    if (this.env.DATABASE_URL) return this.env.DATABASE_URL;
    throw new ConfigError(['DATABASE_URL: is not set. Start with `npm start`, or name a PostgreSQL server.']);
  }

  get queueUrl(): string {
    return this.env.QUEUE_URL ?? this.databaseUrl;
  }
}

/** Raised at boot, with one line per wrong variable. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((p) => `  ${p}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads and validates the environment. An empty variable counts as not set. Throws {@link ConfigError}. */
export function readConfig(source: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = configSchema.safeParse(set);
  if (result.success) return new Config(result.data);
  throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}
