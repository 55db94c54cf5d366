import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';

const TOO_LARGE = 413;
/** What is read and thrown away, so that the caller comes to read the answer; whoever sends more is cut off. */
const MAX_DISCARDED_BYTES = 256 * 1024 * 1024;
const MAX_WAIT_MS = 10_000;

/**
 * A caller who is still sending when the connection closes sees a broken pipe and not the answer (RFC 9112, 9.6), and so
 * does the next call on that connection. So the rest of a body that somebody has begun to read is read before it is
 * refused; what nobody touched Node throws away by itself.
 */
export function hearOut(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (isLeft(request.raw, reply.statusCode)) await discard(request.raw);
    return payload;
  });
}

function isLeft({ complete, destroyed, readableDidRead, readableEnded }: IncomingMessage, status: number): boolean {
  const isOver = complete || destroyed || readableEnded;
  return !isOver && (status === TOO_LARGE || (status >= 400 && readableDidRead));
}

function discard(body: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, MAX_WAIT_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_DISCARDED_BYTES) end();
    });
    for (const event of ['end', 'close', 'error']) body.once(event, end);
    body.resume();
  });
}
