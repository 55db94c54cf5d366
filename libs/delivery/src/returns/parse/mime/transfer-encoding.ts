/** Content-Transfer-Encoding of bytes that are kept one per character; what is unknown stays as it is. */
export function decodeTransfer(body: string, encoding: string): string {
  const name = encoding.trim().toLowerCase();
  if (name === 'base64') return Buffer.from(body, 'base64').toString('latin1').replace(/\r\n?/g, '\n');
  if (name === 'quoted-printable') {
    return body
      .replace(/[ \t]*=[ \t]*\n/g, '')
      .replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return body;
}
