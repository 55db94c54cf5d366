import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const TOO_LARGE = 413;
/** What is read and thrown away, so that the caller comes to read the answer; whoever sends more is cut off. */
const MAX_DISCARDED_BYTES = 256 * 1024 * 1024;
const MAX_WAIT_MS = 10_000;

/**
 * A caller who is still sending when the connection closes sees a broken pipe and not the answer (RFC 9112, 9.6). So the
 * rest of a body that is too large is read before it is refused.
 */
export function hearOut(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode === TOO_LARGE && !request.raw.complete) await discard(request.raw);
    return payload;
  });
}

async function discard(body: IncomingMessage): Promise<void> {
  const over = new AbortController();
  const ended = new Promise<void>((resolve) => {
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_DISCARDED_BYTES) resolve();
    });
    for (const event of ['end', 'close', 'error'])
      body.once(event, () => {
        resolve();
      });
    body.resume();
  });
  await Promise.race([ended, sleep(MAX_WAIT_MS, undefined, { signal: over.signal }).catch(() => undefined)]);
  over.abort();
}
