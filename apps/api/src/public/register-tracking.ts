import type { HitRecorder } from '#libs/delivery';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TrackingController } from './tracking.controller.js';

type Answer = (request: FastifyRequest, reply: FastifyReply) => void;

/** `/t/o/` and `/t/c/`: as long as each other. */
const PREFIX_LENGTH = 5;

/**
 * Mails bring many of these requests at once, and each is next to nothing: the first of all hooks answers them, so that
 * they meet no other (request ids, headers of pages, cookies), and neither Nest's guard, pipes nor interceptors. Call it
 * before any other hook is added.
 */
export function registerTracking(fastify: FastifyInstance, tracking: TrackingController, recorder: HitRecorder): void {
  const answers: ReadonlyMap<string, Answer> = new Map([
    [
      '/t/o/',
      (request, reply) => {
        tracking.open(request, reply);
      },
    ],
    [
      '/t/c/',
      (request, reply) => {
        tracking.click(request, reply);
      },
    ],
  ]);
  // The router knows them, too: it reads the token, and an address that is written in another way comes here.
  for (const [prefix, handler] of answers) {
    fastify.route({ method: ['GET', 'HEAD'], url: `${prefix}:token`, handler });
  }
  fastify.addHook('onRequest', (request, reply, done) => {
    const answer = request.is404 ? undefined : answers.get(request.url.slice(0, PREFIX_LENGTH));
    if (!answer) {
      done();
      return;
    }
    answer(request, reply);
  });
  // When the last request is answered, and before the database's pool ends.
  fastify.addHook('onClose', () => recorder.drain());
}
