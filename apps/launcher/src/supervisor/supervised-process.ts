import { isReadyMessage } from '#libs/kernel';
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsoleOutput } from '../console-output.js';
import { type LogFile } from '../services/log-file.js';
import { NODE_FLAGS, nodeEnvironment } from './node-settings.js';
import { RecentLines } from './recent-lines.js';

export interface ProcessPlan {
  /** As the person at the console reads it: "api", "worker 1". */
  readonly name: string;
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Of one that has been at work: there is nothing to wait for, and it is promised to be back within a second. */
const RESTART_AFTER_MS = 20;
/** One that ends so soon cannot start at all, and is not tried in a tight loop. */
const SHORT_LIFE_MS = 1_000;
const RETRY_AFTER_MS = 500;
/** Of a process that ends again and again, every end in this time after the first is only logged. */
const QUIET_MS = 10_000;

/**
 * A child process that is started again whenever it ends, until it is told to stop. It lives in a session of its own,
 * so that Ctrl-C reaches the launcher alone, which then ends everything in the right order.
 */
export class SupervisedProcess {
  /** Resolves when the process has said for the first time that it is ready. */
  readonly firstReady: Promise<void>;
  private markReady: () => void = () => undefined;
  private child: ChildProcess | undefined;
  private readonly stopper = new AbortController();
  private startedAt = Number.NEGATIVE_INFINITY;
  private lastTold = Number.NEGATIVE_INFINITY;

  constructor(
    readonly plan: ProcessPlan,
    private readonly log: LogFile,
    private readonly out: ConsoleOutput,
  ) {
    this.firstReady = new Promise((resolve) => (this.markReady = resolve));
  }

  start(): void {
    if (this.stopper.signal.aborted) return;
    const child = fork(this.plan.script, [], {
      env: nodeEnvironment(this.plan.env),
      execArgv: [...NODE_FLAGS],
      detached: true,
      // Logs go straight to the file; what a process says on stderr (a crash) passes through us.
      stdio: ['ignore', this.log.fd, 'pipe', 'ipc'],
    });
    this.child = child;
    this.startedAt = performance.now();
    const complaints = new RecentLines(child.stderr, (text) => {
      this.log.write(text);
    });
    child.on('message', (message) => {
      if (isReadyMessage(message)) this.markReady();
    });
    child.once('error', (error) => {
      // Of a process that could not be made there is no other event.
      if (child.pid === undefined) void this.ended(child, error.message, complaints);
      else complaints.add(error.message);
    });
    child.once('close', (code, signal) => {
      if (child.pid !== undefined) void this.ended(child, signal ?? `exit code ${String(code)}`, complaints);
    });
  }

  get running(): boolean {
    return this.child !== undefined;
  }

  /** Asks the process to finish and ends it by force when it has not after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.stopper.abort();
    const { child } = this;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    const late = new AbortController();
    await Promise.race([ended, sleep(graceMs, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    if (!this.running) return;
    this.out.warn(`  The ${this.plan.name} did not finish within ${graceMs / 1000} s and was ended.`);
    child.kill('SIGKILL');
    await ended;
  }

  /** Ends the process at once. */
  kill(): void {
    this.stopper.abort();
    this.child?.kill('SIGKILL');
  }

  private async ended(child: ChildProcess, how: string, complaints: RecentLines): Promise<void> {
    if (this.child === child) this.child = undefined;
    if (this.stopper.signal.aborted) return;
    this.tell(how, complaints);
    const lived = performance.now() - this.startedAt;
    await sleep(lived < SHORT_LIFE_MS ? RETRY_AFTER_MS : RESTART_AFTER_MS);
    this.start();
  }

  private tell(how: string, complaints: RecentLines): void {
    const line = `The ${this.plan.name} ended (${how}); starting it again.`;
    this.log.write(`${JSON.stringify({ level: 40, time: Date.now(), name: 'launcher', msg: line })}\n`);
    if (performance.now() - this.lastTold < QUIET_MS) return;
    this.lastTold = performance.now();
    const reason = complaints.text();
    this.out.warn(`  ${line}${reason ? `\n${reason}` : ''}`);
  }
}
