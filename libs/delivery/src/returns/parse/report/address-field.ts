const ADDRESS = /[^\s<>()[\],;:"'\\|=]{1,64}@[^\s<>()[\],;:"'\\|@=]{1,255}/;

/**
 * The address in a field such as `rfc822; user@example.com` (RFC 3464, 2.3.1), or in a header; '' without one.
 * Two characters are escaped in an ORCPT (RFC 3461, 4) and may still be, and any beyond ASCII in an address of type
 * utf-8 (RFC 6533, 3).
 */
export function addressIn(value: string): string {
  const text = value
    .slice(0, 2000)
    .replace(/^\s*[\w.-]+\s*;/, '')
    .replace(/\+3D/g, '=')
    .replace(/\+2B/g, '+')
    .replace(/\\x\{(1?[\da-f]{2,5})\}/gi, (_, hex: string) => codePoint(hex));
  const bare = text.trim().replace(/^["'<]+|[>"']+$/g, '');
  // As it is when it is nothing but an address: characters that are odd elsewhere are allowed here.
  const found = /^[^\s<>]{1,64}@[^\s<>@,;]{1,255}$/.test(bare) ? bare : ADDRESS.exec(text)?.[0];
  return found?.replace(/[.?!]+$/, '') ?? '';
}

function codePoint(hex: string): string {
  const point = Number.parseInt(hex, 16);
  return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? '' : String.fromCodePoint(point);
}
