import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { SinkCounter } from './sink-counter.js';

const SESSIONS = 16;

/**
 * postfix' smtp-source to a counting sink: `count` mails of `length` bytes, in mails per second. -d keeps connections
 * (without it, it is half as fast and no bound), -s sessions, -l message length, -m number of messages.
 */
export async function runSmtpSource(sink: SinkCounter, count: number, length: number): Promise<number> {
  const shape = ['-d', '-s', String(SESSIONS), '-l', String(length), '-m', String(count)];
  const target = sink.mails + count;
  const start = performance.now();
  const source = spawn('smtp-source', [
    ...shape,
    '-f',
    'a@example.com',
    '-t',
    'b@example.com',
    `127.0.0.1:${String(sink.port)}`,
  ]);
  const [code] = (await once(source, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`smtp-source ended with ${String(code)}`);
  await sink.waitFor(target);
  return count / ((performance.now() - start) / 1000);
}
