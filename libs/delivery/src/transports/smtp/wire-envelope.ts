import { DomainError } from '#libs/kernel';
import { isAscii } from 'node:buffer';
import { toWireAddress } from '../../mime/mail-address.js';
import type { NotSent, OutgoingMail } from '../mail-transport.js';

/** What EHLO told about the server, as far as sending needs it. */
export interface ServerExtensions {
  /** EHLO keywords in upper case → their parameters. */
  readonly keywords: ReadonlyMap<string, string>;
}

export interface WireEnvelope {
  readonly mail: string;
  readonly rcpt: string;
}

const ASCII = /^[\0-\x7f]*$/;
const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * MAIL and RCPT for one mail and one recipient, with the parameters that mail and server need. What this server cannot
 * carry is refused here, before anything is sent: it would arrive broken or be bounced later.
 */
export function toWireEnvelope(mail: OutgoingMail, { keywords }: ServerExtensions): WireEnvelope | NotSent {
  const addresses = toAddresses(mail);
  if ('outcome' in addresses) return addresses;
  const needs = needsOf(mail, addresses);
  const missing = missingExtension(needs, keywords, mail.raw.length);
  if (missing) return missing;
  const size = keywords.has('SIZE') ? ` SIZE=${String(mail.raw.length)}` : '';
  const body = needs.eightBit && keywords.has('8BITMIME') ? ' BODY=8BITMIME' : '';
  const utf8 = needs.utf8 ? ' SMTPUTF8' : '';
  return {
    mail: `MAIL FROM:<${addresses.from}>${size}${body}${utf8}\r\n`,
    rcpt: `RCPT TO:<${addresses.to}>\r\n`,
  };
}

interface Addresses {
  readonly from: string;
  readonly to: string;
}

function toAddresses({ from, to }: OutgoingMail): Addresses | NotSent {
  try {
    return { from: from && toWireAddress(from), to: toWireAddress(to) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { outcome: 'failed', phase: 'rcpt', enhanced: '5.1.3', response: error.message };
  }
}

interface Needs {
  readonly utf8: boolean;
  readonly eightBit: boolean;
}

function needsOf({ raw, isPlain = false }: OutgoingMail, { from, to }: Addresses): Needs {
  const addresses = !ASCII.test(from) || !ASCII.test(to);
  if (isPlain || isAscii(raw)) return { utf8: addresses, eightBit: false };
  const headerEnd = raw.indexOf(HEADER_END);
  return { utf8: addresses || !isAscii(raw.subarray(0, headerEnd < 0 ? raw.length : headerEnd)), eightBit: true };
}

function missingExtension(needs: Needs, keywords: ReadonlyMap<string, string>, size: number): NotSent | undefined {
  if (needs.utf8 && !keywords.has('SMTPUTF8')) {
    return refusal('mail', '5.6.7', 'The address needs SMTPUTF8, which the server does not offer.');
  }
  if (needs.eightBit && !keywords.has('8BITMIME')) {
    return refusal('mail', '5.6.3', 'The mail needs 8BITMIME, which the server does not offer.');
  }
  const most = Number(keywords.get('SIZE') ?? 0);
  if (most > 0 && size > most) {
    return refusal('mail', '5.3.4', `The mail has ${String(size)} bytes, the server takes ${String(most)}.`);
  }
  return undefined;
}

function refusal(phase: 'mail', enhanced: string, response: string): NotSent {
  return { outcome: 'failed', phase, enhanced, response };
}
