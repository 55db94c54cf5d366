import type { DemoClient } from './demo-client.js';

/** Mails that are looked at, of those that came last. */
const READ = 120;
/** Of seven readers five open and one of them clicks: who, is the same in every demo. */
const [GROUP, OPENING, CLICKING] = [7, 5, 1];

interface Mail {
  readonly id: number;
}

/** Some recipients open their mail and follow a link, by the same requests that a mail program would make. */
export async function readMails(api: DemoClient): Promise<void> {
  const { data } = await api.call<{ data: Mail[] }>('GET', `/mailbox?limit=${String(READ)}`);
  for (const [index, { id }] of data.entries()) {
    if (index % GROUP >= OPENING) continue;
    const { html } = await api.call<{ html: string | null }>('GET', `/mailbox/${String(id)}`);
    const [pixel] = linksOf(html, 'o');
    if (pixel) await api.visit(pixel);
    const [link] = linksOf(html, 'c');
    if (link && index % GROUP < CLICKING) await api.visit(link);
  }
}

/** Tracked addresses of a mail: `o` pixels, `c` links. */
function linksOf(html: string | null, kind: 'o' | 'c'): string[] {
  return [...(html ?? '').matchAll(new RegExp(`https?://[^"'\\s]+/t/${kind}/[^"'\\s]+`, 'g'))].map(([url]) => url);
}
