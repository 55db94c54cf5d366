import { type LaunchedDatabase } from './services/launched-database.js';
import { type SupervisedProcess } from './supervisor/supervised-process.js';

/** Everything is down within this time of Ctrl-C; ten seconds are promised. */
const STOP_WITHIN_MS = 9_000;
const WORKER_GRACE_MS = 5_000;
const API_GRACE_MS = 1_500;
const MAILBOX_GRACE_MS = 500;
/** What the database needs for its last two steps, should it not stop politely. */
const DATABASE_RESERVE_MS = 1_500;

/** What has been started so far, and how to end it: whoever uses something ends before it does. */
export class RunningInstallation {
  readonly workers: SupervisedProcess[] = [];
  api: SupervisedProcess | undefined;
  mailbox: SupervisedProcess | undefined;
  returns: SupervisedProcess | undefined;
  database: LaunchedDatabase | undefined;

  /** Workers first (they finish what they have claimed), then api, mailbox and, last, the database. */
  async stop(): Promise<void> {
    const deadline = performance.now() + STOP_WITHIN_MS;
    await Promise.all(this.workers.map((worker) => worker.stop(WORKER_GRACE_MS)));
    await Promise.all([this.api?.stop(API_GRACE_MS), this.returns?.stop(API_GRACE_MS)]);
    await this.mailbox?.stop(MAILBOX_GRACE_MS);
    await this.database?.stop(Math.max(500, deadline - performance.now() - DATABASE_RESERVE_MS));
  }

  /** For the second Ctrl-C: nobody is asked. The database recovers by itself at the next start. */
  async stopByForce(): Promise<void> {
    for (const process of [...this.workers, this.api, this.returns, this.mailbox]) process?.kill();
    await this.database?.stop(0);
  }
}
