import type { LimitStanding } from '#libs/kernel';
import type { FastifyReply } from 'fastify';

/** Where the caller stands, by draft-ietf-httpapi-ratelimit-headers: the limit, and what is left of it for how long. */
export function tellLimit(reply: FastifyReply, { quota, windowS, remaining, resetS }: LimitStanding): void {
  void reply.header('ratelimit-policy', `"default";q=${String(quota)};w=${String(windowS)}`);
  void reply.header('ratelimit', `"default";r=${String(remaining)};t=${String(resetS)}`);
}
