import type { SecretRing } from '#libs/kernel';
import { timingSafeEqual } from 'node:crypto';
import { fromBase32, fromBase64Url, readVarint, toBase32, writeVarint } from './byte-codes.js';
import type { ClickLink, LinkPurpose, LinkSubject, MessageLinks } from './link-subject.js';

const LINK_KEY = 'message-links';
const DYNAMIC_KEY = 'dynamic-link';
/** 96 bits: forging one takes 2^95 requests on average. */
const MAC_BYTES = 12;
/** An envelope sender has room for 64 characters before the @ (RFC 5321, 4.5.3.1.1); 80 bits fit whatever the ids. */
const VERP_MAC_BYTES = 10;
const VERP = /^bounces\+([a-z2-7]{20,56})@/i;
/** A base36 index without leading zeros. */
const INDEX = /^(?:0|[1-9a-z][\da-z]{0,3})$/;
/** Which cut of the 60 bytes belongs to which use: independent MACs out of one computation. */
const CUTS: Readonly<Record<LinkPurpose | 'verp', number>> = {
  open: 0,
  unsubscribe: 1,
  preferences: 2,
  view: 3,
  verp: 4,
};

/**
 * Makes and reads the signed links of mails. All links of a mail share one MAC computation over (message, contact,
 * topic), cut by purpose; a link of the link table is the message's token plus its index, which is not secret and not
 * signed: another index leads to another link of the same mail.
 */
export class LinkSigner {
  /** `publicUrl` has no slash at its end. */
  constructor(
    private readonly ring: SecretRing,
    private readonly publicUrl: string,
  ) {}

  /** Opens and clicks go to `trackingUrl`; what a reader decides by, and looks at, stays at the public address. */
  linksFor(subject: LinkSubject, trackingUrl = this.publicUrl): MessageLinks {
    const payload = encodeSubject(subject);
    const urls = { publicUrl: this.publicUrl, trackingUrl };
    return new SignedLinks(urls, payload, this.ring.wideMac(LINK_KEY, payload), this.ring);
  }

  /** Undefined for a token that was not made here, for this purpose, with a secret that is still known. */
  parse(purpose: LinkPurpose, token: string): LinkSubject | undefined {
    const bytes = fromBase64Url(token);
    return bytes && this.verifySubject(bytes, purpose, MAC_BYTES);
  }

  /** Reads what stands behind `/t/c/`. */
  parseClick(token: string): ClickLink | undefined {
    const dot = token.indexOf('.');
    if (dot < 0) return this.parseTarget(token);
    const index = token.slice(dot + 1);
    const subject = this.parse('open', token.slice(0, dot));
    return subject && INDEX.test(index) ? { subject, index: Number.parseInt(index, 36) } : undefined;
  }

  /** Reads the address that returned mail came to, whatever its domain and the case of its letters. */
  parseReturnPath(address: string): LinkSubject | undefined {
    const encoded = VERP.exec(address)?.[1];
    const bytes = encoded === undefined ? undefined : fromBase32(encoded.toLowerCase());
    return bytes && this.verifySubject(bytes, 'verp', VERP_MAC_BYTES);
  }

  private verifySubject(bytes: Buffer, purpose: keyof typeof CUTS, macBytes: number): LinkSubject | undefined {
    const payload = bytes.subarray(0, Math.max(0, bytes.length - macBytes));
    const given = bytes.subarray(payload.length);
    const decoded = decodeSubject(payload);
    if (given.length !== macBytes || decoded?.end !== payload.length) return undefined;
    const genuine = this.ring
      .wideMacs(LINK_KEY, payload)
      .some((macs) => timingSafeEqual(cut(macs, purpose, macBytes), given));
    return genuine ? decoded.subject : undefined;
  }

  private parseTarget(token: string): ClickLink | undefined {
    const bytes = fromBase64Url(token);
    if (!bytes || bytes.length <= MAC_BYTES) return undefined;
    const text = bytes.subarray(0, -MAC_BYTES);
    const given = bytes.subarray(-MAC_BYTES);
    const genuine = this.ring
      .wideMacs(DYNAMIC_KEY, text)
      .some((macs) => timingSafeEqual(macs.subarray(0, MAC_BYTES), given));
    const decoded = genuine ? decodeSubject(text) : undefined;
    const index = decoded && readVarint(text, decoded.end);
    return index && { subject: decoded.subject, index: index.value, target: text.toString('utf8', index.end) };
  }
}

/** Both without a slash at their end. */
interface BaseUrls {
  readonly publicUrl: string;
  readonly trackingUrl: string;
}

/** A mail has a million of its kind beside it: what few templates ask for is written when one does. */
class SignedLinks implements MessageLinks {
  readonly openUrl: string;
  readonly unsubscribeUrl: string;
  readonly clickStem: string;

  constructor(
    private readonly urls: BaseUrls,
    private readonly payload: Buffer,
    private readonly macs: Buffer,
    private readonly ring: SecretRing,
  ) {
    const open = this.token('open');
    this.openUrl = `${urls.trackingUrl}/t/o/${open}`;
    this.clickStem = `${urls.trackingUrl}/t/c/${open}.`;
    this.unsubscribeUrl = `${urls.publicUrl}/u/${this.token('unsubscribe')}`;
  }

  get preferencesUrl(): string {
    return `${this.urls.publicUrl}/p/${this.token('preferences')}`;
  }

  get viewUrl(): string {
    return `${this.urls.publicUrl}/v/${this.token('view')}`;
  }

  clickUrl(index: number): string {
    return this.clickStem + index.toString(36);
  }

  dynamicClickUrl(index: number, target: string): string {
    const bytes: number[] = [];
    writeVarint(index, bytes);
    const text = Buffer.concat([this.payload, Buffer.from(bytes), Buffer.from(target)]);
    const mac = this.ring.wideMac(DYNAMIC_KEY, text).subarray(0, MAC_BYTES);
    return `${this.urls.trackingUrl}/t/c/${Buffer.concat([text, mac]).toString('base64url')}`;
  }

  returnPath(domain: string): string {
    return `bounces+${toBase32(this.signed('verp', VERP_MAC_BYTES))}@${domain}`;
  }

  private token(purpose: LinkPurpose): string {
    return this.signed(purpose, MAC_BYTES).toString('base64url');
  }

  private signed(purpose: keyof typeof CUTS, macBytes: number): Buffer {
    return Buffer.concat([this.payload, cut(this.macs, purpose, macBytes)]);
  }
}

function encodeSubject({ messageId, contactId, topicId }: LinkSubject): Buffer {
  const bytes: number[] = [];
  for (const id of [messageId, contactId, topicId]) writeVarint(id, bytes);
  return Buffer.from(bytes);
}

function decodeSubject(bytes: Buffer): { readonly subject: LinkSubject; readonly end: number } | undefined {
  const message = readVarint(bytes, 0);
  const contact = message && readVarint(bytes, message.end);
  const topic = contact && readVarint(bytes, contact.end);
  if (!topic) return undefined;
  return { subject: { messageId: message.value, contactId: contact.value, topicId: topic.value }, end: topic.end };
}

function cut(macs: Buffer, purpose: keyof typeof CUTS, bytes: number): Buffer {
  const at = CUTS[purpose] * MAC_BYTES;
  return macs.subarray(at, at + bytes);
}
