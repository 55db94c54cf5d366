import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileTemplate } from './compile-template.js';
import { renderContext } from './testing/render-context.js';

const SLUGS = ['vip', 'new-customers', 'lapsed', 'all'];

const wrappers: Record<string, (inner: string) => { mjml?: string; html?: string }> = {
  'around mj-section': (inner) => ({ mjml: `<mjml><mj-body>${inner}</mj-body></mjml>` }),
  'around mj-column': (inner) => ({ mjml: `<mjml><mj-body><mj-section>${inner}</mj-section></mj-body></mjml>` }),
  'around mj-text': (inner) => ({
    mjml: `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`,
  }),
  'inside mj-text': (inner) => ({
    mjml: `<mjml><mj-body><mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section></mj-body></mjml>`,
  }),
  'between table rows, with inlined CSS': (inner) => ({
    mjml:
      '<mjml><mj-head><mj-style inline="inline">td { color: red; }</mj-style></mj-head><mj-body><mj-section><mj-column>' +
      `<mj-table>${inner}</mj-table></mj-column></mj-section></mj-body></mjml>`,
  }),
  'in HTML': (inner) => ({ html: `<div>${inner}</div>` }),
};

const variant: Record<string, (text: string) => string> = {
  'around mj-section': (text) => `<mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section>`,
  'around mj-column': (text) => `<mj-column><mj-text>${text}</mj-text></mj-column>`,
  'around mj-text': (text) => `<mj-text>${text}</mj-text>`,
  'inside mj-text': (text) => `<b>${text}</b>`,
  'between table rows, with inlined CSS': (text) => `<tr><td>${text}</td></tr>`,
  'in HTML': (text) => `<p>${text}</p>`,
};

function block(place: string, slugs: readonly string[], withElse: boolean): string {
  const make = variant[place]!;
  const sides = slugs.map(
    (slug, index) => `{{${index === 0 ? '#' : 'else '}segment "${slug}"}}${make(`side-${slug}`)}`,
  );
  return `${sides.join('\n')}${withElse ? `{{else}}${make('side-else')}` : ''}{{/segment}}`;
}

function sidesIn(text: string): string[] {
  return [...text.matchAll(/side-([\w-]+)/g)].map((match) => match[1]!);
}

describe.each(Object.keys(wrappers))('a segment block %s', (place) => {
  it('shows exactly one side, the first that fits, in HTML and in text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(SLUGS, { minLength: 1 }),
        fc.boolean(),
        fc.subarray(SLUGS),
        async (slugs, withElse, member) => {
          const template = await compileTemplate({ subject: 'S', ...wrappers[place]!(block(place, slugs, withElse)) });
          const mail = template.render(renderContext({ segments: new Set(member) }));
          const first = slugs.find((slug) => member.includes(slug)) ?? (withElse ? 'else' : null);
          expect(sidesIn(mail.html)).toEqual(first === null ? [] : [first]);
          expect(sidesIn(mail.text)).toEqual(first === null ? [] : [first]);
          expect(mail.blocks.map(({ chosen }) => chosen)).toEqual([first]);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('what a preview says of a segment block', () => {
  it('names the block, the side and the reason', async () => {
    const html = '<p>\n{{#segment "vip"}}V{{else segment "new-customers"}}N{{else}}E{{/segment}}</p>';
    const template = await compileTemplate({ subject: 'S', html });
    const of = (...segments: string[]) => template.render(renderContext({ segments: new Set(segments) })).blocks;
    const name = 'vip / new-customers / else (line 2)';
    expect(of('vip', 'new-customers')).toEqual([{ block: name, chosen: 'vip', why: 'in segment vip' }]);
    expect(of('new-customers')).toEqual([{ block: name, chosen: 'new-customers', why: 'in segment new-customers' }]);
    expect(of()).toEqual([{ block: name, chosen: 'else', why: 'in none of: vip, new-customers' }]);
  });

  it('includes blocks of the subject and counts the text part of the same mail once', async () => {
    const template = await compileTemplate({
      subject: '{{#segment "vip"}}V{{/segment}}',
      html: '{{#segment "vip"}}V{{/segment}}',
    });
    expect(template.render(renderContext()).blocks).toHaveLength(2);
  });
});

describe('tags that MJML would lose', () => {
  it('are kept in place around nested components of several levels', async () => {
    const mjml = `<mjml><mj-body>
      {{#segment "vip"}}
      <mj-wrapper>{{#if contact.city}}<mj-section><mj-column><mj-text>{{contact.city}}</mj-text></mj-column></mj-section>{{/if}}</mj-wrapper>
      {{else}}
      <mj-hero mode="fluid-height">{{#each event.items}}<mj-text>{{this}}</mj-text>{{/each}}</mj-hero>
      {{/segment}}
      </mj-body></mjml>`;
    const template = await compileTemplate({ subject: 'S', mjml });
    const vip = template.render(renderContext({ segments: new Set(['vip']), event: { items: ['x1', 'x2'] } })).html;
    const other = template.render(renderContext({ event: { items: ['x1', 'x2'] } })).html;
    expect(vip).toContain('London');
    expect(vip).not.toContain('x1');
    expect(other).toMatch(/x1[\s\S]*x2/);
    expect(other).not.toContain('London');
  });

  it('leave no trace of the words that stood for them', async () => {
    const template = await compileTemplate({
      subject: 'S',
      mjml: `<mjml><mj-head><mj-title>{{contact.city}}</mj-title></mj-head><mj-body background-color="{{contact.color}}">
        <mj-section background-url="{{event.image}}">{{#if contact.city}}<mj-column><mj-image src="{{event.image}}" href="{{event.url}}"/></mj-column>{{/if}}</mj-section>
      </mj-body></mjml>`,
    });
    const mail = template.render(
      renderContext({ event: { image: 'https://cdn.example/a.png', url: 'https://a.example/' } }),
    );
    expect(mail.html + mail.text).not.toMatch(/tdg/);
    expect(mail.html.match(/url\('https:\/\/cdn\.example\/a\.png'\)/g)?.length).toBeGreaterThan(0);
  });
});
