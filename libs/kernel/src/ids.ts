import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** An unguessable URL-safe token; 32 bytes (256 bits, 43 characters) unless asked otherwise. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** A random UUID (RFC 9562, version 4). */
export function newUuid(): string {
  return randomUUID();
}

/** SHA-256 of a text, 32 bytes: how tokens and keys of high entropy are stored. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
