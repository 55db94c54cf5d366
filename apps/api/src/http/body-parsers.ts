import { DEEPEST_TREE } from '#libs/conditions';
import { DomainError, invalid } from '#libs/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUtf8 } from 'node:buffer';
import { type LongNumberUse, quoteLongNumbers, type JsonPath } from './long-numbers.js';

/** Deeper bodies would overflow the stack of whatever walks them. */
const MAX_DEPTH = 1_024;
/** Around a condition tree there are some more; what is a little too deep is refused with its place. */
const MAX_DEPTH_OF_CONDITIONS = DEEPEST_TREE + 64;
const HAS_CONDITIONS = /^\/api\/v1\/(?:segments|contacts\/search|campaigns|automations)\b/;

const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

type Done = (error: Error | null, body?: unknown) => void;

/** Bodies that are read whole: JSON, and plain forms on the public pages. Multipart is streamed by its plug-in. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  registerJson(fastify);
  registerText(fastify);
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request: FastifyRequest, body: string, done: Done) => {
      const error = new DomainError('request.malformed', 'The body must be JSON, not a form.');
      if (request.url.startsWith('/api/')) done(error);
      else done(null, Object.fromEntries(new URLSearchParams(body)));
    },
  );
}

/** Calls of other programs are signed over their bytes: what takes them gets these, whatever they are said to be. */
const TAKES_BYTES: ReadonlySet<string | undefined> = new Set(['/hooks/:provider', '/hooks/in/:token']);

function isReport({ routeOptions }: FastifyRequest): boolean {
  return TAKES_BYTES.has(routeOptions.url);
}

/** JSON out of such bytes, with the same bounds as any body. Throws `request.malformed`. */
export function parseJsonBytes(body: Buffer): unknown {
  const problem = problemOf(body, '');
  if (problem) throw problem;
  const text = body.toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DomainError('request.malformed', `The body ${refusalOf(text)}.`);
  }
}

type LongNumbers = (path: JsonPath) => LongNumberUse;

/** Where numbers are kept exactly or refused: JSON has more digits than numbers have in JavaScript. */
const LONG_NUMBERS: ReadonlyMap<string | undefined, LongNumbers> = new Map<string, LongNumbers>([
  ['/api/v1/events', useInEvents],
  // What a mail says to its reader.
  ['/api/v1/messages', ([member]) => (member === 'data' ? 'keep' : 'leave')],
]);

/** In one event, or in one of many: the value as text, and a property only with all its digits. */
function useInEvents(path: JsonPath): LongNumberUse {
  const depth = path[0] === null ? 1 : 0;
  if (path[depth] === 'properties') return 'keep';
  return path[depth] === 'value' && path.length === depth + 1 ? 'quote' : 'leave';
}

/** Amazon sends JSON as text/plain. Nobody else may. */
function registerText(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    'text/plain',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done: Done) => {
      const error = new DomainError('request.malformed', 'The body must be JSON or a form, not text/plain.');
      if (isReport(request)) done(null, body);
      else done(error);
    },
  );
}

/** Strict UTF-8, bounded depth, no `__proto__`; an empty body counts as none. */
function registerJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done: Done) => {
      if (body.length === 0) {
        done(null, undefined);
        return;
      }
      if (isReport(request)) {
        done(null, body);
        return;
      }
      const problem = problemOf(body, request.url);
      if (problem) {
        done(problem);
        return;
      }
      const text = body.toString('utf8');
      const longNumbers = LONG_NUMBERS.get(request.routeOptions.url);
      void parse(request, longNumbers ? quoteLongNumbers(text, longNumbers) : text, (error, value) => {
        done(error ? new DomainError('request.malformed', `The body ${refusalOf(text)}.`) : null, value);
      });
    },
  );
}

/** Fastify says only that a body was refused: where it ends to be JSON, or what it may not hold although it is. */
function refusalOf(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    return `is not valid JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  return 'holds a member named __proto__, or prototype in one named constructor: neither is taken';
}

function problemOf(body: Buffer, url: string): DomainError | null {
  if (!isUtf8(body)) return new DomainError('request.malformed', 'The body is not UTF-8.');
  const depth = depthOf(body);
  if (!HAS_CONDITIONS.test(url)) {
    const message = `The body is nested deeper than ${String(MAX_DEPTH)} levels.`;
    return depth > MAX_DEPTH ? new DomainError('request.malformed', message) : null;
  }
  const message = `is nested deeper than ${String(MAX_DEPTH_OF_CONDITIONS)} levels`;
  return depth > MAX_DEPTH_OF_CONDITIONS ? invalid([{ path: '', message }]) : null;
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
