import { type Config } from '#libs/kernel';
import { fileURLToPath } from 'node:url';
import { type ProcessPlan } from './supervisor/supervised-process.js';

/** What all processes of this run share. */
export interface LaunchFacts {
  /** With the port that was found when any free one was asked for. */
  readonly config: Config;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Port of the built-in mailbox; undefined when mail goes to SMTP_URL. */
  readonly mailboxPort: number | undefined;
  /** Port of the listener for returned mail; undefined when it is off. */
  readonly returnsPort: number | undefined;
}

const scriptAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const API_SCRIPT = scriptAt('../../api/src/main.js');
const WORKER_SCRIPT = scriptAt('../../worker/src/main.js');
const MAILBOX_SCRIPT = scriptAt('./mailbox.js');
const RETURNS_SCRIPT = scriptAt('./returns.js');

/** The environment of every child: ours, with what the launcher has found out or started filled in. */
export function childEnvironment(facts: LaunchFacts): NodeJS.ProcessEnv {
  const { mailboxPort } = facts;
  return {
    ...process.env,
    PORT: String(facts.config.env.PORT),
    TIDINGS_DATA_DIR: facts.dataDir,
    DATABASE_URL: facts.databaseUrl,
    BOUNCE_SMTP_PORT: facts.returnsPort === undefined ? '' : String(facts.returnsPort),
    ...(mailboxPort === undefined
      ? { TIDINGS_MAILBOX_PORT: '' }
      : // The mailbox commits once for all connections: more of them make it faster.
        { SMTP_URL: `smtp://127.0.0.1:${mailboxPort}?pool=16`, TIDINGS_MAILBOX_PORT: String(mailboxPort) }),
  };
}

export function apiPlan(facts: LaunchFacts): ProcessPlan {
  return { name: 'api', script: API_SCRIPT, env: childEnvironment(facts) };
}

export function workerPlans(facts: LaunchFacts): ProcessPlan[] {
  return Array.from({ length: facts.config.env.TIDINGS_WORKERS }, (_, index) => ({
    name: `worker ${index + 1}`,
    script: WORKER_SCRIPT,
    env: childEnvironment(facts),
  }));
}

export function mailboxPlan(facts: LaunchFacts): ProcessPlan {
  return { name: 'mailbox', script: MAILBOX_SCRIPT, env: childEnvironment(facts) };
}

export function returnsPlan(facts: LaunchFacts): ProcessPlan {
  return { name: 'returned mail', script: RETURNS_SCRIPT, env: childEnvironment(facts) };
}
