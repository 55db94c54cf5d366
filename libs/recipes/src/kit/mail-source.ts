import type { RecipeMail } from './define-recipe.js';

/** A mail's words as MJML over the shared parts, one column: the marketer goes on from there. */
export function toMjml({ title, text, button }: RecipeMail): string {
  const paragraphs = text.map((paragraph) => `        <mj-text padding="16px 40px 0">${paragraph}</mj-text>`);
  const buttons = button
    ? [
        '        <mj-spacer height="24px" />',
        `        <mj-button href="${escape(button.href)}">${button.label}</mj-button>`,
      ]
    : [];
  return [
    '<mjml lang="en">',
    '  <mj-head>',
    `    <mj-title>${withoutTags(title)}</mj-title>`,
    '    {{> theme}}',
    '  </mj-head>',
    '  <mj-body background-color="#f3f0ea" css-class="page">',
    '    {{> header}}',
    '    <mj-section padding="44px 0">',
    '      <mj-column>',
    `        <mj-text><h1>${title}</h1></mj-text>`,
    ...paragraphs,
    ...buttons,
    '      </mj-column>',
    '    </mj-section>',
    '    {{> footer}}',
    '  </mj-body>',
    '</mjml>',
    '',
  ].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** The window's title has no merge fields. */
function withoutTags(text: string): string {
  return text.replaceAll(/\s*\{\{[^}]*\}\}/g, '');
}
