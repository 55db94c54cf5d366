import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { LoadOrder, LoadReport } from './load.js';

/** The generator's process, seen from the bench. */
export class LoadDriver {
  private readonly child: ChildProcess = fork(path.join(import.meta.dirname, 'load-generator.js'), {
    serialization: 'advanced',
  });

  async drive(order: LoadOrder): Promise<LoadReport> {
    const ended = once(this.child, 'exit').then(([code]): never => {
      throw new Error(`The load generator ended with ${String(code)}`);
    });
    this.child.send(order);
    const [report] = (await Promise.race([once(this.child, 'message'), ended])) as [LoadReport];
    return report;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}
