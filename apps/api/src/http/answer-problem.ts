import type { DomainError } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { retryAfterOf, toProblem } from './problem.js';

export function answerProblem(error: DomainError, request: FastifyRequest, reply: FastifyReply): void {
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  // What is left of the limit that was met, and for how long (draft-ietf-httpapi-ratelimit-headers).
  if (error.status === 429) void reply.header('ratelimit', `"default";r=0;t=${String(retryAfter ?? 1)}`);
  if (error.status === 401) void reply.header('www-authenticate', 'Bearer realm="Tidings"');
  void reply
    .status(error.status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(toProblem(error, request.id)));
}
