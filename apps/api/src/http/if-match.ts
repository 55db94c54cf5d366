import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalid } from '#libs/kernel';
import type { FastifyRequest } from 'fastify';

/**
 * Parameter of a controller's method: the version that an edit is based on, from `If-Match: "3"`; null when the caller
 * did not say (or said `*`). Hand it to the service, which throws `document.stale` when another is stored.
 */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext): number | null => {
  const { 'if-match': header } = context.switchToHttp().getRequest<FastifyRequest>().headers;
  if (header === undefined || header.trim() === '*') return null;
  const version = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(header)?.[1];
  if (version === undefined) throw invalid([{ path: 'If-Match', message: 'must be a version, such as "3"' }]);
  return Number(version);
});
