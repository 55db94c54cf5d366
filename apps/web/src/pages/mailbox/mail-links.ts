export interface MailLink {
  href: string;
  words: string;
}

/** The web links of a mail's HTML, each once, in the order of the mail. Parsed without running anything of it. */
export function findLinks(html: string): MailLink[] {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const links = new Map<string, MailLink>();
  for (const anchor of parsed.querySelectorAll('a[href], area[href]')) {
    const href = anchor.getAttribute('href') ?? '';
    if (!/^https?:/i.test(href) || links.has(href)) continue;
    const words = (anchor.textContent || anchor.querySelector('img')?.alt || '').replace(/\s+/g, ' ').trim();
    links.set(href, { href, words: words === '' ? href : words });
  }
  return [...links.values()];
}
