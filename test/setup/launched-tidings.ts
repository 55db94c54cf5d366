import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = join(process.cwd(), 'dist/apps/launcher/src/main.js');
const POLL_MS = 50;

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

interface ListedProcess extends RunningProcess {
  readonly parent: number;
}

interface LaunchSettings {
  readonly dataDir: string;
  readonly port: number;
  /** On top of a bare environment: nothing of the person's own settings reaches the installation. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What is run; the built launcher unless asked otherwise. */
  readonly command?: readonly [string, ...string[]];
  readonly cwd?: string;
}

/** A whole installation as `npm start` runs it, in a process group of its own like a terminal's job. */
export class LaunchedTidings {
  output = '';
  private readonly child: ChildProcess;
  private readonly exited: Promise<number | null>;

  constructor({ dataDir, port, env = {}, command = [process.execPath, MAIN], cwd }: LaunchSettings) {
    if (!existsSync(MAIN)) throw new Error('The server is not built: run `node scripts/prepare.mjs` first.');
    const [file, ...args] = command;
    this.child = spawn(file, args, {
      cwd: cwd ?? process.cwd(),
      detached: true,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '/',
        TIDINGS_DATA_DIR: dataDir,
        PORT: String(port),
        TIDINGS_WORKERS: '1',
        TIDINGS_DEMO: '0', // loaded by the tests that are about it
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collect = (chunk: Buffer): void => void (this.output += chunk.toString());
    this.child.stdout?.on('data', collect);
    this.child.stderr?.on('data', collect);
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until the console shows this text; throws with all of the output when the process ends first. */
  async shows(text: string, withinMs = 90_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!this.output.includes(text)) {
      if (!this.running || Date.now() > deadline)
        throw new Error(`The console never showed "${text}":\n${this.output}`);
      await sleep(POLL_MS);
    }
  }

  ready(): Promise<void> {
    return this.shows('Tidings is ready at ');
  }

  /** The exit code; null after a signal. */
  ended(): Promise<number | null> {
    return this.exited;
  }

  /** As Ctrl-C does: the signal reaches the whole group. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** Ends everything politely; for afterEach. */
  async stop(): Promise<void> {
    if (this.running) this.child.kill('SIGTERM');
    await this.exited;
  }

  /** SIGKILL to the launcher and to everything below it, as when the machine loses its power. */
  async killEverything(): Promise<void> {
    const pids = [...this.descendants().map(({ pid }) => pid), this.pid];
    for (const pid of pids.reverse()) killIfRunning(pid);
    await this.exited;
  }

  /** All processes below this one that run now. */
  descendants(): RunningProcess[] {
    return descendantsOf(this.pid);
  }
}

/** Processes whose parent, or parent's parent and so on, is this one (Linux: /proc). */
export function descendantsOf(pid: number): RunningProcess[] {
  return below(pid, readProcesses());
}

function below(pid: number, all: readonly ListedProcess[]): RunningProcess[] {
  const children = all.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [{ pid: child.pid, command: child.command }, ...below(child.pid, all)]);
}

/** Its parent's death may end a process before our signal reaches it; any other refusal is an error. */
function killIfRunning(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function isRunning(pid: number): boolean {
  return readProcesses().some((found) => found.pid === pid);
}

function readProcesses(): ListedProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // it has ended since the folder was read
      }
    });
}
