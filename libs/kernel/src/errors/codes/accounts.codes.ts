import { defineErrors } from '../error-kinds.js';

export const accountsCodes = defineErrors({
  'auth.required': {
    kind: 'unauthenticated',
    meaning: 'Sign in, or send a valid API key as `Authorization: Bearer <key>`.',
  },
  'auth.sign_in_failed': { kind: 'unauthenticated', meaning: 'The email or the password is wrong.' },
  'auth.sign_in_limited': {
    kind: 'rate_limited',
    meaning: 'Too many failed attempts to sign in. Wait until the time in Retry-After has passed.',
  },
  'auth.csrf': {
    kind: 'forbidden',
    meaning: 'The request does not carry the X-CSRF-Token of the session, or comes from another site.',
  },
  'auth.forbidden': { kind: 'forbidden', meaning: 'Your role does not allow this. Ask an administrator.' },
  'auth.session_only': { kind: 'forbidden', meaning: 'This is for signed-in people; an API key cannot do it.' },
  'account_link.invalid': {
    kind: 'not_found',
    meaning: 'The link is not valid any more: it was used, replaced or is too old. Ask for a new one.',
  },
  'user.not_found': { kind: 'not_found', meaning: 'No user has this id.' },
  'user.email_taken': { kind: 'conflict', meaning: 'Somebody uses this email already.' },
  'user.last_administrator': {
    kind: 'conflict',
    meaning: 'This is the last administrator. Make somebody else administrator first.',
  },
  'key.limited': {
    kind: 'rate_limited',
    meaning: 'The API key has used up its requests of this minute. Wait until the time in Retry-After has passed.',
  },
  'key.not_found': { kind: 'not_found', meaning: 'No API key has this id.' },
});
