const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ', apos: "'" };

/** HTML → lines of text, good enough to find words and addresses in; linear in time whatever comes. */
export function stripHtml(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) break;
    text += html.slice(at, open);
    const close = html.indexOf('>', open);
    if (close < 0) return decodeEntities(text);
    const name = /^<\/?([a-z\d]+)/i.exec(html.slice(open, open + 12))?.[1]?.toLowerCase() ?? '';
    if (/^(br|p|div|tr|li|h\d|table|hr|pre|blockquote)$/.test(name)) text += '\n';
    else if (name === 'td') text += ' ';
    else if (name === 'a')
      text += mailtoIn(html.slice(open, Math.min(close, open + 500)), html.slice(close + 1, close + 300));
    const opens = html[open + 1] !== '/';
    at = opens && (name === 'style' || name === 'script') ? afterElement(html, close, name) : close + 1;
  }
  return decodeEntities(text + html.slice(at));
}

/** The address behind a link whose words do not show it. */
function mailtoIn(tag: string, words: string): string {
  const address = /\bhref\s*=\s*["']?mailto:([^"'\s?>]{3,320})/i.exec(tag)?.[1];
  return address === undefined || words.split('</', 1)[0]?.includes('@') ? '' : `<${address}> `;
}

function afterElement(html: string, from: number, name: string): number {
  const end = html.slice(from).search(new RegExp(`</${name}`, 'i'));
  return end < 0 ? html.length : from + end;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : whole;
  });
}
