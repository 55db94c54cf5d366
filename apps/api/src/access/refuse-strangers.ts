import { DomainError } from '#libs/kernel';
import type { FastifyInstance } from 'fastify';
import { answerProblem } from '../http/answer-problem.js';
import { routeKey } from './check-routes.js';
import type { RouteTable } from './route-entry.js';
import { readSessionCookie } from './session-cookie.js';

/**
 * Whoever shows neither key nor session is refused before anything of a body is read: the guard comes after the body,
 * and 16 MB of JSON from strangers are work for nothing. Whether what they show is good the guard decides.
 */
export function refuseStrangers(fastify: FastifyInstance, table: RouteTable): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const entry = table[routeKey(request.method, request.routeOptions.url ?? '')];
    const isOpen = entry === undefined || entry.access === 'public';
    const shows = request.headers.authorization !== undefined || readSessionCookie(request) !== undefined;
    if (isOpen || shows) done();
    else answerProblem(new DomainError('auth.required'), request, reply);
  });
}
