import { defineErrors } from '../error-kinds.js';

export const requestCodes = defineErrors({
  'request.malformed': { kind: 'malformed', meaning: 'The body is not valid JSON or multipart. Check its syntax.' },
  'request.invalid': { kind: 'invalid', meaning: 'Some values are not acceptable. Each is listed with its path.' },
  'request.too_large': { kind: 'too_large', meaning: 'The body is larger than this call accepts. Send it in parts.' },
  'request.idempotency_mismatch': {
    kind: 'invalid',
    meaning: 'This Idempotency-Key came before with another request. Use a new key for a new request.',
  },
  'request.idempotency_pending': {
    kind: 'conflict',
    meaning: 'The first request with this Idempotency-Key is still under way. Try again in a moment.',
  },
  'document.stale': {
    kind: 'stale',
    meaning: 'Somebody has changed the document since the version that If-Match names. Read it again, then edit.',
  },
  'route.unknown': { kind: 'not_found', meaning: 'There is nothing at this address. Check the path and the method.' },
  'server.error': { kind: 'internal', meaning: 'An unexpected fault; it is in the log under the request id.' },
  'server.unavailable': {
    kind: 'unavailable',
    meaning: 'A part that is needed does not answer. Try again in a moment.',
  },
  'http.refused': { kind: 'invalid', meaning: 'Tidings calls public http and https addresses only.' },
  'credential.unreadable': {
    kind: 'invalid',
    meaning:
      'A stored password, key or token was encrypted under a secret that is not known here. Enter it again, or give that secret as TIDINGS_SECRET_PREVIOUS.',
  },
  'http.unreachable': { kind: 'unavailable', meaning: 'The other server did not give a usable answer in time.' },
});
