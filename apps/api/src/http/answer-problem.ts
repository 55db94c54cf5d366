import type { DomainError } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tellLimit } from './rate-limit.js';
import { retryAfterOf, toProblem } from './problem.js';

export function answerProblem(error: DomainError, request: FastifyRequest, reply: FastifyReply): void {
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  if (error.limit) tellLimit(reply, error.limit);
  if (error.status === 401) void reply.header('www-authenticate', 'Bearer realm="Tidings"');
  void reply
    .status(error.status)
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(toProblem(error, request.id)));
}
