import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Against the seconds that a run takes it is nothing, and looking costs what is measured some of its machine. */
const LOOK_MS = 20;
/** What the sink writes last fits into this. */
const TAIL_BYTES = 256;

/**
 * postfix' smtp-sink, which counts what it accepted. It says so after each change, into a file: through a pipe, hearing
 * of each mail took this process 17 µs, a fifteenth of what two cores had for everything.
 */
export class SinkCounter {
  private counted = 0;
  private readonly tail = Buffer.alloc(TAIL_BYTES);

  private constructor(
    readonly port: number,
    private readonly sink: ChildProcess,
    private readonly said: number,
  ) {}

  /** Starts it on a loopback port. As root it wants to run as somebody else. */
  static async start(port: number): Promise<SinkCounter> {
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const folder = mkdtempSync(path.join(tmpdir(), 'tidings-sink-'));
    const said = openSync(path.join(folder, 'said'), 'w+');
    // Both ends have it open: it needs no name.
    rmSync(folder, { recursive: true });
    const sink = spawn('smtp-sink', [...user, '-c', `127.0.0.1:${String(port)}`, '256'], {
      stdio: ['ignore', said, 'inherit'],
    });
    const counter = new SinkCounter(port, sink, said);
    await listening(port);
    return counter;
  }

  /** Mails accepted since the start, over all senders. */
  get mails(): number {
    const { size } = fstatSync(this.said);
    const from = Math.max(0, size - TAIL_BYTES);
    const text = this.tail.toString('latin1', 0, readSync(this.said, this.tail, 0, TAIL_BYTES, from));
    // `… mesg=1234` and a carriage return; the last one may be half written.
    const found = [...text.matchAll(/mesg=(\d+)\r/g)].at(-1);
    this.counted = Math.max(this.counted, Number(found?.[1] ?? 0));
    return this.counted;
  }

  /** Resolves when this many mails have been accepted since the start. */
  async waitFor(mails: number): Promise<void> {
    while (this.mails < mails) {
      if (this.sink.exitCode !== null) throw new Error('smtp-sink has ended');
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async stop(): Promise<void> {
    this.sink.kill('SIGTERM');
    await once(this.sink, 'exit');
    closeSync(this.said);
  }
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await canConnect(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('smtp-sink does not listen; it is in the Debian package postfix');
}

async function canConnect(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return false;
    throw error;
  } finally {
    socket.destroy();
  }
}
