import type { FastifyReply } from 'fastify';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const STYLE = `
  :root { color-scheme: light dark; --ink: #1f2430; --soft: #5b6270; --ground: #f6f7f9; --card: #ffffff; --line: #d9dde3;
    --accent: #2f5bd7; --on-accent: #ffffff; }
  @media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --soft: #a9b0bd; --ground: #14161b; --card: #1d2027;
    --line: #383d48; --accent: #8aa8ff; --on-accent: #10131a; } }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 480px; margin: 12vh auto 32px; padding: 32px 28px; background: var(--card);
    border: 1px solid var(--line); border-radius: 12px; }
  h1 { margin: 0 0 12px; font-size: 22px; line-height: 1.3; }
  p { margin: 0 0 16px; color: var(--soft); }
  strong { color: var(--ink); overflow-wrap: anywhere; }
  button { width: 100%; min-height: 44px; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent);
    font: inherit; font-weight: 600; cursor: pointer; }
  button.quiet { background: none; color: var(--accent); border: 1px solid var(--line); margin-top: 12px; }
  label { display: flex; gap: 12px; align-items: center; min-height: 44px; cursor: pointer; }
  input { width: 20px; height: 20px; accent-color: var(--accent); }
  fieldset { border: 0; margin: 0 0 16px; padding: 0; }
  a { color: var(--accent); }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  @media (max-width: 520px) { main { margin: 16px; padding: 24px 20px; } }`;

/** A public page of one card. `body` is HTML whose values are escaped already. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body>
</html>
`;
}

/** Answers with a public page, which no proxy keeps. */
export function sendPage(reply: FastifyReply, html: string): void {
  void reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
}
