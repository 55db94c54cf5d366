import { compileTemplate } from '../compile-template.js';
import type { RenderContext } from '../render/render-context.js';
import { renderContext } from './render-context.js';

/** What `source` prints as plain text for a contact with these fields. */
export async function print(
  source: string,
  contact: Record<string, unknown> = {},
  changes: Partial<RenderContext> = {},
): Promise<string> {
  const template = await compileTemplate({ subject: 'S', html: 'x', text: `[${source}]` });
  return template
    .render(renderContext({ contact, ...changes }))
    .text.trim()
    .slice(1, -1);
}
