import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from '../compile-template.js';
import { renderContext } from '../testing/render-context.js';
import type { Partial, Partials } from './partials.port.js';

const from = (files: Record<string, Partial>): Partials => ({ find: (name) => Promise.resolve(files[name] ?? null) });

async function textOf(
  source: { html?: string; mjml?: string },
  files: Record<string, Partial>,
  event = {},
): Promise<string> {
  const template = await compileTemplate({ subject: 'S', ...source }, { partials: from(files) });
  return template.render(renderContext({ event })).text;
}

describe('a partial', () => {
  it('stands in the place of its name, with the values of the mail', async () => {
    const files = { greeting: { html: '<p>Hello {{contact.first_name}}</p>' } };
    expect(await textOf({ html: '{{> greeting}}<p>x</p>' }, files)).toBe('Hello Ada\n\nx\n');
  });

  it('may hold MJML components', async () => {
    const files = { hero: { mjml: '<mj-section><mj-column><mj-text>{{title}}</mj-text></mj-column></mj-section>' } };
    expect(await textOf({ mjml: '<mjml><mj-body>{{> hero title="Big"}}</mj-body></mjml>' }, files)).toBe('Big\n');
  });

  it('takes values, which hide nothing else', async () => {
    const files = { card: { html: '{{label}}/{{contact.city}}/{{#each event.items}}{{label}}{{this.n}}{{/each}}' } };
    expect(
      await textOf({ html: '<p>{{> card label=(upper contact.city)}}</p>' }, files, {
        items: [{ n: 1 }, { n: 2, label: 'own' }],
      }),
    ).toBe('LONDON/London/LONDON1own2\n');
  });

  it('takes a context', async () => {
    const files = { item: { html: '{{name}}-{{size}};' } };
    expect(
      await textOf({ html: '<p>{{#each event.items}}{{> item this size="L"}}{{/each}}</p>' }, files, {
        items: [{ name: 'A' }, { name: 'B' }],
      }),
    ).toBe('A-L;B-L;\n');
  });

  it('may bring in others', async () => {
    expect(await textOf({ html: '{{> a}}' }, { a: { html: 'a{{> b}}' }, b: { html: 'b' } })).toBe('ab\n');
  });
});
