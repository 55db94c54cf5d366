import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';

/** postfix' smtp-sink, which counts what it accepted. */
export class SinkCounter {
  private counted = 0;
  private tail = '';

  private constructor(
    readonly port: number,
    private readonly sink: ChildProcess,
  ) {
    sink.stdout?.on('data', (chunk: Buffer) => {
      this.read(chunk.toString('latin1'));
    });
  }

  /** Starts it on a loopback port. As root it wants to run as somebody else. */
  static async start(port: number): Promise<SinkCounter> {
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const sink = spawn('smtp-sink', [...user, '-c', `127.0.0.1:${String(port)}`, '256'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const counter = new SinkCounter(port, sink);
    await listening(port);
    return counter;
  }

  /** Mails accepted since the start, over all senders. */
  get mails(): number {
    return this.counted;
  }

  /** Resolves when this many mails have been accepted since the start. */
  async waitFor(mails: number): Promise<void> {
    while (this.counted < mails) {
      if (this.sink.exitCode !== null) throw new Error('smtp-sink has ended');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async stop(): Promise<void> {
    this.sink.kill('SIGTERM');
    await once(this.sink, 'exit');
  }

  /** It writes `… mesg=1234` and a carriage return after each change. */
  private read(text: string): void {
    const all = this.tail + text;
    const last = all.lastIndexOf('mesg=');
    const found = last === -1 ? null : /^mesg=(\d+)\r/.exec(all.slice(last));
    if (found) this.counted = Number(found[1]);
    else if (last > 0) {
      const before = /mesg=(\d+)\r[^]*$/.exec(all.slice(0, last));
      if (before) this.counted = Math.max(this.counted, Number(before[1]));
    }
    this.tail = all.slice(-64);
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
