import { DomainError } from '#libs/kernel';
import { domainToASCII } from 'node:url';
import { columnAfter, encodePhrase } from './header-text.js';
import type { MailAddress } from './message-blueprint.js';

/** Atom characters and dots, and beyond ASCII everything but controls and separators (RFC 6531, 3.3). */
const LOCAL = /^(?:[\w!#$%&'*+\-/=?^`{|}~.]|[^\0-\x7f\p{C}\p{Z}])+$/u;
const QUOTED_LOCAL = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/;
const HOST = /^[a-z\d_](?:[a-z\d_-]*[a-z\d_])?(?:\.[a-z\d_](?:[a-z\d_-]*[a-z\d_])?)*$/i;
const LITERAL = /^\[(?:IPv6:)?[\da-f.:]+\]$/i;
const MAX_LOCAL_BYTES = 64;
const MAX_DOMAIN_LENGTH = 253;
const MAX_LINE = 76;

/**
 * `local@domain` as it goes into envelopes and headers: the domain in A-labels, the local part untouched. One address
 * and nothing else comes out. Throws `mail.address_invalid`.
 */
export function toWireAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = toWireDomain(address.slice(at + 1));
  const good = (LOCAL.test(local) || QUOTED_LOCAL.test(local)) && Buffer.byteLength(local) <= MAX_LOCAL_BYTES;
  if (at < 1 || !good || domain === '') throw new DomainError('mail.address_invalid');
  return `${local}@${domain}`;
}

/** The domain in A-labels (IDNA), '' when it is none. */
function toWireDomain(domain: string): string {
  const ascii = /^[\0-\x7f]*$/.test(domain) ? domain : domainToASCII(domain);
  const good = ascii.length <= MAX_DOMAIN_LENGTH && (HOST.test(ascii) || LITERAL.test(ascii));
  return good ? ascii : '';
}

/** A mailbox for an address header (RFC 5322, 3.4); `column` is where it starts in its line. */
export function encodeMailbox(mailbox: MailAddress, column: number): string {
  const address = toWireAddress(mailbox.address);
  const name = encodePhrase(mailbox.name ?? '', column);
  if (name === '') return address;
  const folds = columnAfter(name, column) + address.length + 3 > MAX_LINE;
  return `${name}${folds ? '\r\n ' : ' '}<${address}>`;
}
