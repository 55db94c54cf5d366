import { DomainError } from '#libs/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Deeper bodies would overflow the stack of whatever walks them; a condition tree of 500 levels has 1,000. */
const MAX_DEPTH = 1024;

const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const utf8 = new TextDecoder('utf-8', { fatal: true });

type Done = (error: Error | null, body?: unknown) => void;

/** Bodies that are read whole: JSON and plain forms. Multipart is streamed by its plug-in. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  registerJson(fastify);
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request: FastifyRequest, body: string, done: Done) => {
      done(null, Object.fromEntries(new URLSearchParams(body)));
    },
  );
}

/** Strict UTF-8, bounded depth, no `__proto__`; an empty body counts as none. */
function registerJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done: Done) => {
      if (body.length === 0) {
        done(null, undefined);
        return;
      }
      const text = decode(body);
      if (text === null || depthOf(body) > MAX_DEPTH) {
        const why = text === null ? 'is not UTF-8' : `is nested deeper than ${String(MAX_DEPTH)} levels`;
        done(new DomainError('request.malformed', `The body ${why}.`));
        return;
      }
      void parse(request, text, (error, value) => {
        done(
          error ? new DomainError('request.malformed', `The body is not valid JSON: ${error.message}.`) : null,
          value,
        );
      });
    },
  );
}

function decode(body: Buffer): string | null {
  try {
    return utf8.decode(body);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** How many arrays and objects are open at once at most; brackets within strings do not count. */
function depthOf(body: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i] as number;
    if (inString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPEN.has(byte)) deepest = Math.max(deepest, (depth += 1));
    else if (CLOSE.has(byte)) depth -= 1;
  }
  return deepest;
}
