import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Actor, type IdempotencyClaim, IdempotencyKeys, type IdempotentRequest } from '#libs/accounts';
import { invalid } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { type Observable, of } from 'rxjs';
import { readSessionCookie } from '../access/session-cookie.js';
import { hashUpload } from '../imports/read-import-form.js';
import { wholeHash } from './upload-hash.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while the answer to this request is to be kept. */
    idempotencyClaim: IdempotencyClaim | null;
    /** Of an upload, once it has been read to its end. */
    uploadHash: Buffer | null;
  }
}

const KEY = /^[\x20-\x7e]{1,255}$/;

/** `Idempotency-Key` on POST: the first request goes on, the same one again gets the first one's answer. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(@Inject(IdempotencyKeys) private readonly keys: IdempotencyKeys) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const idempotent = describe(request);
    if (!idempotent) return next.handle();
    const begun = await this.keys.begin(idempotent);
    if (!('status' in begun)) {
      request.idempotencyClaim = begun;
      return next.handle();
    }
    const reply = http.getResponse<FastifyReply>();
    void reply.status(begun.status).header('idempotency-replayed', 'true');
    if (begun.contentType !== null) void reply.header('content-type', begun.contentType);
    return of(begun.body);
  }
}

/** What to remember the request by; null when nothing is to be remembered. */
function describe(request: FastifyRequest): IdempotentRequest | null {
  const key = readKey(request);
  const { actor } = request;
  if (key === null || !actor) return null;
  const credential = request.headers.authorization ?? readSessionCookie(request) ?? '';
  const hash = hashOf(request);
  const readRest = async (): Promise<Buffer> => wholeHash(hash, await hashUpload(request));
  return { key, credential, actor: nameOf(actor), hash, ...(request.isMultipart() ? { readRest } : {}) };
}

function readKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || key === undefined) return null;
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw invalid([{ path: 'Idempotency-Key', message: 'must have 1 to 255 printable ASCII characters' }]);
}

function nameOf(actor: Actor): string {
  return actor.kind === 'key' ? `key:${String(actor.id)}` : `session:${actor.session.hash.toString('hex')}`;
}

/** What makes a request the same: address and body. An upload is read later, and compared then. */
function hashOf(request: FastifyRequest): Buffer {
  const body = request.body === undefined ? '' : JSON.stringify(request.body);
  return createHash('sha256').update(`${request.url}\n${body}`).digest();
}
