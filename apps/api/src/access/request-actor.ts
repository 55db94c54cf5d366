import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor, UserActor } from '#libs/accounts';
import { DomainError } from '#libs/kernel';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard; null on public routes. */
    actor: Actor | null;
  }
}

/** Parameter of a controller's method: who calls. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!actor) throw new DomainError('auth.required');
  return actor;
});

/** Parameter of a controller's method: the signed-in person, for routes whose access is `session`. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): UserActor => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!actor) throw new DomainError('auth.required');
  if (actor.kind !== 'user') throw new DomainError('auth.session_only');
  return actor;
});
