import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from './compile-template.js';
import { renderContext } from './testing/render-context.js';

const mjml = (body: string, head = ''): string =>
  `<mjml lang="en">${head ? `<mj-head>${head}</mj-head>` : ''}<mj-body>${body}</mj-body></mjml>`;
const section = (text: string): string => `<mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section>`;

async function htmlOf(html: string, changes = {}): Promise<string> {
  const template = await compileTemplate({ subject: 'Hello', html });
  return template.render(renderContext(changes)).html;
}

async function bodyOf(html: string, changes = {}): Promise<string> {
  return /<body[^>]*>([\s\S]*)<\/body>/.exec(await htmlOf(html, changes))?.[1] ?? '';
}

describe('a rendered mail', () => {
  it('has merge fields in subject, preheader, HTML and text', async () => {
    const template = await compileTemplate({
      subject: 'Hi {{contact.first_name}}',
      preheader: 'News for {{contact.city}}',
      mjml: mjml(section('Dear {{contact.first_name}}')),
    });
    const mail = template.render(renderContext());
    expect(mail.subject).toBe('Hi Ada');
    expect(mail.preheader).toBe('News for London');
    expect(mail.html).toContain('>Dear Ada</div>');
    expect(mail.html).toContain('News for London');
    expect(mail.text).toBe('Dear Ada\n');
  });

  it('prints nothing where a value is missing, never the token', async () => {
    const template = await compileTemplate({ subject: 'Hi {{contact.nickname}}!', html: '<p>A{{event.deep.er}}B</p>' });
    const mail = template.render(renderContext());
    expect(mail.subject).toBe('Hi !');
    expect(mail.html).toContain('<p>AB</p>');
  });

  it('takes the fallback for a missing value and for an empty text', async () => {
    const html = '<p>{{default contact.first_name "friend"}}</p>';
    expect(await bodyOf(html)).toBe('<p>Ada</p>');
    expect(await bodyOf(html, { contact: { first_name: '' } })).toBe('<p>friend</p>');
    expect(await bodyOf(html, { contact: {} })).toBe('<p>friend</p>');
  });

  it('is a whole document, with language, title, colour schemes and viewport, when the author wrote a fragment', async () => {
    const html = await htmlOf('<p>Hello</p>');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('<html lang="en-GB" dir="auto">');
    expect(html).toContain('<title>Hello</title>');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('name="viewport"');
  });

  it('keeps the language and colour scheme that the author declared', async () => {
    const html = await htmlOf(
      '<html lang="de" dir="ltr"><head><meta name="color-scheme" content="light"><title>T</title></head><body>x</body></html>',
    );
    expect(html).toContain('<html lang="de" dir="ltr">');
    expect(html.match(/name="color-scheme"/g)).toHaveLength(1);
    expect(html).toContain('<title>T</title>');
  });

  it('takes mj-preview as the preheader', async () => {
    const template = await compileTemplate({
      subject: 'S',
      mjml: mjml(section('x'), '<mj-preview>For {{contact.first_name}} &amp; you</mj-preview>'),
    });
    const mail = template.render(renderContext());
    expect(mail.preheader).toBe('For Ada & you');
    expect(mail.html.match(/For Ada &amp; you/g)).toHaveLength(1);
    expect(mail.text).not.toContain('For Ada');
  });

  it('asks for an open pixel and puts it before the end of the body', async () => {
    const template = await compileTemplate({ subject: 'S', html: '<p>x</p>' });
    const urls = { link: (_: number, target: string) => target, pixel: () => 'https://t.example/t/o/1' };
    const { html } = template.render(renderContext({ urls }));
    expect(html).toMatch(/<img src="https:\/\/t\.example\/t\/o\/1"[^>]*><\/body>/);
  });

  it('repeats loops with their data, names and the top level', async () => {
    const event = {
      items: [
        { name: 'A', sizes: [1, 2] },
        { name: 'B', sizes: [] },
      ],
    };
    const html =
      '{{#each event.items as |item i|}}<i>{{i}}:{{item.name}}:{{@index}}{{#if @last}}!{{/if}}:' +
      '{{#each sizes}}[{{this}}/{{../name}}/{{@../index}}]{{else}}none{{/each}}:{{contact.city}}</i>{{/each}}';
    expect(await bodyOf(html, { event })).toBe('<i>0:A:0:[1/A/0][2/A/0]:London</i><i>1:B:1!:none:London</i>');
  });

  it('computes with helpers inside of helpers', async () => {
    const html =
      '{{#if (and (gt contact.points 1000) (not (eq contact.city "Paris")))}}{{upper (truncate contact.city 3 end="")}}{{/if}}';
    expect(await bodyOf(html)).toBe('LON');
  });

  it('leaves escaped braces and removes comments', async () => {
    expect(await bodyOf('<p>\\{{contact.city}} {{! gone }}{{!-- gone {{too}} --}}x</p>')).toBe(
      '<p>{{contact.city}} x</p>',
    );
  });

  it('takes blanks away where ~ asks for it', async () => {
    expect(await bodyOf('<p>a  {{~contact.city~}}  b</p>')).toBe('<p>aLondonb</p>');
  });

  it('hands out its HTML in pieces that make up the whole', async () => {
    const template = await compileTemplate({ subject: 'S', mjml: mjml(section('{{contact.city}}') + section('x')) });
    const context = renderContext();
    const parts = template.renderParts(context);
    expect(parts.html.some((chunk) => typeof chunk === 'number')).toBe(true);
    const whole = parts.html.map((chunk) => (typeof chunk === 'number' ? template.statics[chunk] : chunk)).join('');
    expect(whole).toBe(template.render(context).html);
  });

  it('is the same whoever was rendered before', async () => {
    const template = await compileTemplate({
      subject: '{{contact.first_name}}',
      html: '{{#segment "vip"}}V{{/segment}}',
    });
    const vip = renderContext({ segments: new Set(['vip']) });
    const before = template.render(renderContext());
    template.render(vip);
    expect(template.render(renderContext())).toEqual(before);
  });
});
