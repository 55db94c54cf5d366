import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from './compile-template.js';
import { problemsOf } from './testing/problems-of.js';
import { renderContext } from './testing/render-context.js';

async function textOf(html: string, changes = {}): Promise<string> {
  return (await compileTemplate({ subject: 'S', html })).render(renderContext(changes)).text;
}

describe('the text part that is made from the HTML', () => {
  it('has headings, paragraphs, lists and links, and no layout', async () => {
    const html =
      '<html><head><title>T</title><style>p{}</style></head><body><table><tr><td><h1>Hello {{contact.first_name}}</h1>' +
      '<p>One &amp; two</p></td><td><ul><li>a</li><li>b</li></ul><a href="https://a.example/">Shop</a></td></tr></table>' +
      '<img src="x.png" alt="A picture"><!-- not this --></body></html>';
    expect(await textOf(html)).toBe('Hello Ada\n\nOne & two\n\n * a\n * b\n\nShop <https://a.example/>\n\nA picture\n');
  });

  it('is not escaped', async () => {
    expect(await textOf('<p>{{contact.x}}</p>', { contact: { x: '<b> & "q"' } })).toBe('<b> & "q"\n');
  });

  it('has no empty lines where blocks stood, and none of a block that is not shown', async () => {
    const html =
      '<p>a</p>\n{{#if contact.gone}}\n<p>b</p>\n{{/if}}\n<p>c</p>\n{{#each event.items}}\n<p>{{this}}</p>\n{{/each}}\n<p>d</p>';
    expect(await textOf(html, { event: { items: [1, 2] } })).toBe('a\n\nc\n\n1\n\n2\n\nd\n');
  });

  it('keeps blocks that the HTML has in comments', async () => {
    const html = '<p>a</p><!-- {{#if contact.gone}} --><p>b</p><!-- {{else}} --><p>c</p><!-- {{/if}} -->';
    expect(await textOf(html)).toBe('a\n\nc\n');
  });

  it('keeps blocks within one line in that line', async () => {
    expect(
      await textOf('<p>Dear {{#if contact.first_name}}{{contact.first_name}}{{else}}friend{{/if}}, hello</p>'),
    ).toBe('Dear Ada, hello\n');
  });

  it('leaves out what is hidden', async () => {
    expect(await textOf('<div style="display:none">hidden {{contact.city}}</div><p>shown</p>')).toBe('shown\n');
  });

  it('is asked of the author when a block would be lost from it', async () => {
    const html = '<p>x</p><div style="display:none">{{#if contact.city}}y{{/if}}</div>';
    expect((await problemsOf({ html }))[0]).toContain('html 1:35 the plain text cannot be made from this block');
    expect(await problemsOf({ html, text: 'x' })).toEqual([]);
  });
});

describe('a text part that the author wrote', () => {
  it('is rendered with the same values and blocks', async () => {
    const text = 'Hi {{contact.first_name}}\n{{#segment "vip"}}\nV\n{{else}}\nN\n{{/segment}}\nBye {{unsubscribe_url}}';
    const template = await compileTemplate({ subject: 'S', html: '<p>x</p>', text });
    expect(template.render(renderContext()).text).toBe('Hi Ada\nN\nBye https://t.example/u/token\n');
  });
});
