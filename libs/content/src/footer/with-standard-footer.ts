import type { CompiledTemplate } from '../compiled-template.js';

/**
 * For marketing mail: adds what the template lacks of an unsubscribe link and a postal address. An address that its
 * author typed out counts when its letters and digits are found in the template.
 */
export function withStandardFooter(
  template: CompiledTemplate,
  { postalAddress }: { readonly postalAddress: string | null },
): CompiledTemplate {
  const wanted = lettersOf(postalAddress ?? '');
  const has =
    wanted !== '' && lettersOf(template.statics.join(' ').replace(/<[^>]*>|&[a-z]+;/gi, ' ')).includes(wanted);
  const { html, text } = template.lacks;
  const address = (lacks: boolean): boolean => wanted !== '' && !has && lacks;
  if (!html.links && !text.links && !address(html.address) && !address(text.address)) return template;
  return template.withFooter({
    html: { links: html.links, address: address(html.address) },
    text: { links: text.links, address: address(text.address) },
  });
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
