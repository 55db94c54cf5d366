import { newUuid, withLogContext, type Logger } from '#libs/kernel';
import type { FastifyInstance } from 'fastify';

const SANE = /^[\w.:-]{1,100}$/;

/** The caller's own `x-request-id` when it is harmless in logs and headers, else a new one. */
export function chooseRequestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && SANE.test(given) ? given : newUuid();
}

/** Gives each request its id: in the answer, in every log line, in every job that it signals. */
export function registerRequestContext(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    withLogContext({ requestId: request.id }, done);
  });
  // Reading a body goes on in the socket's own context, so that the request's has to be entered again.
  fastify.addHook('preValidation', (request, _reply, done) => {
    withLogContext({ requestId: request.id }, done);
  });
  if (!logger.isLevelEnabled('debug')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    withLogContext({ requestId: request.id }, () => {
      const { method, url, ip } = request;
      const ms = Math.round(reply.elapsedTime);
      logger.debug({ method, path: url.split('?', 1)[0], status: reply.statusCode, ip, ms }, 'request');
    });
    done();
  });
}
