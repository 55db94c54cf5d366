import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** RFC 5321, 4.5.3.1: octets of the local part, of the domain and of the whole path without its brackets. */
const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;
const MAX_ADDRESS = 254;

/** RFC 5321 Dot-string; RFC 6531 lets in what lies beyond ASCII. */
const DOT_STRING =
  /^[!#$%&'*+\-/=?^_`{|}~0-9a-z\u0080-\u{10FFFF}]+(?:\.[!#$%&'*+\-/=?^_`{|}~0-9a-z\u0080-\u{10FFFF}]+)*$/u;
/** RFC 5321 Quoted-string: printable ASCII, `"` and `\` after a backslash. */
const QUOTED = /^"(?:[ !#-[\]-~\u0080-\u{10FFFF}]|\\[ -~])*"$/u;
/** Controls, unassigned, private and invisible characters, and every space but the plain one. */
const UNPRINTABLE = /(?! )[\p{C}\p{Z}]/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The one spelling under which an address is kept and compared: trimmed, lower case, the domain as A-label.
 * Null when no mail can be sent to it: RFC 5321 and 6531 mailboxes, no comments, no display name, a domain of two
 * labels or more, or an address literal.
 */
export function normalizeEmail(raw: string): string | null {
  const address = raw.trim().toLowerCase().normalize('NFC');
  const at = address.lastIndexOf('@');
  if (at < 1) return null;
  const local = normalizeLocal(address.slice(0, at));
  const domain = normalizeDomain(address.slice(at + 1));
  if (local === null || domain === null) return null;
  const normal = `${local}@${domain}`;
  return Buffer.byteLength(normal) <= MAX_ADDRESS ? normal : null;
}

function normalizeLocal(text: string): string | null {
  if (Buffer.byteLength(text) > MAX_LOCAL || UNPRINTABLE.test(text)) return null;
  if (DOT_STRING.test(text)) return text;
  if (!QUOTED.test(text)) return null;
  // RFC 5321, 4.1.2: a quoted string that needs no quotes is the same mailbox as without them.
  const inner = text.slice(1, -1).replace(/\\(.)/gu, '$1');
  return DOT_STRING.test(inner) ? inner : text;
}

function normalizeDomain(text: string): string | null {
  if (text.startsWith('[')) return isAddressLiteral(text) ? text : null;
  // domainToASCII reads a URL's host: it would take escapes, ports and numbers that no mail domain has.
  if (/[\u0000-\u002c\u002f\u003a-\u0060\u007b-\u007f]/u.test(text)) return null; // eslint-disable-line no-control-regex
  const ascii = /[^\u0000-\u007f]|xn--/u.test(text) ? domainToASCII(text) : text; // eslint-disable-line no-control-regex
  const labels = ascii.split('.');
  const isHostName = labels.length > 1 && labels.every((label) => LABEL.test(label));
  return isHostName && ascii.length <= MAX_DOMAIN && !/^\d+$/.test(labels.at(-1) ?? '') ? ascii : null;
}

function isAddressLiteral(text: string): boolean {
  if (!text.endsWith(']')) return false;
  const inner = text.slice(1, -1);
  return inner.startsWith('ipv6:') ? isIP(inner.slice(5)) === 6 : isIP(inner) === 4;
}
