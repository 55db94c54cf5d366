const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** A number in seven bits a byte, the lowest first, as many as it needs (8 for 2^53 − 1). */
export function writeVarint(value: number, bytes: number[]): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** Undefined when the bytes end too early, hold too much, or write the number longer than needed. */
export function readVarint(bytes: Buffer, at: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let end = at; end < bytes.length && end < at + 8; scale *= 0x80) {
    const byte = bytes[end++] as number;
    value += (byte & 0x7f) * scale;
    if (byte >= 0x80) continue;
    const canonical = byte !== 0 || end === at + 1;
    return canonical && Number.isSafeInteger(value) ? { value, end } : undefined;
  }
  return undefined;
}

/** RFC 4648, 6, in lower case and without padding: survives servers that fold the case of a local part. */
export function toBase32(bytes: Uint8Array): string {
  const text = Buffer.allocUnsafe(Math.ceil((bytes.length * 8) / 5));
  let end = 0;
  let bits = 0;
  let buffer = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text[end++] = BASE32.charCodeAt((buffer >> (bits - 5)) & 31);
    buffer &= 0xff;
  }
  if (bits > 0) text[end] = BASE32.charCodeAt((buffer << (5 - bits)) & 31);
  return text.toString('latin1');
}

/** Undefined for what {@link toBase32} does not write. */
export function fromBase32(text: string): Buffer | undefined {
  const bytes: number[] = [];
  let bits = 0;
  let buffer = 0;
  for (const character of text) {
    const value = BASE32.indexOf(character);
    if (value < 0) return undefined;
    buffer = ((buffer << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 0xff);
    }
  }
  const decoded = Buffer.from(bytes);
  return toBase32(decoded) === text ? decoded : undefined;
}

/** Undefined for what is no base64url or carries bits that decode to nothing: one token, one spelling. */
export function fromBase64Url(text: string): Buffer | undefined {
  const decoded = Buffer.from(text, 'base64url');
  return decoded.toString('base64url') === text ? decoded : undefined;
}
