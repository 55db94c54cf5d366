import type { IdempotencyKeys } from '#libs/accounts';
import type { Logger } from '#libs/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { wholeHash } from './upload-hash.js';

/** Keeps what is about to be answered, before it is sent: whoever asks after the answer must find it. */
export function keepAnswers(fastify: FastifyInstance, keys: IdempotencyKeys, logger: Logger): void {
  fastify.decorateRequest('idempotencyClaim', null);
  fastify.decorateRequest('uploadHash', null);
  fastify.addHook('onSend', async (request, reply, payload) => {
    try {
      await keepAnswer(keys, request, reply, payload);
    } catch (error) {
      // The work is done: its answer is worth more than its copy.
      logger.warn({ err: error }, 'answer of an idempotent request not kept');
    }
    return payload;
  });
}

async function keepAnswer(
  keys: IdempotencyKeys,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  const claim = request.idempotencyClaim;
  if (!claim) return;
  request.idempotencyClaim = null;
  const status = reply.statusCode;
  const again = status >= 500 || status === 429;
  // Of an upload that was read in part nobody can say later whether the same came again; nothing was done with it.
  const unread = claim.readRest !== undefined && request.uploadHash === null;
  if (again || unread || (payload !== null && payload !== undefined && typeof payload !== 'string')) {
    await keys.abandon(claim);
    return;
  }
  const contentType = reply.getHeader('content-type');
  await keys.finish(claim, {
    status,
    contentType: typeof contentType === 'string' ? contentType : null,
    body: typeof payload === 'string' ? payload : '',
    hash: wholeHash(claim.hash, request.uploadHash),
  });
}
