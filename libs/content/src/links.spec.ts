import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from './compile-template.js';
import { isTargetTemplate } from './document/link-table.js';
import { renderContext } from './testing/render-context.js';

const tracked = {
  link: (index: number, target: string) => `https://t.example/c/${String(index)}?to=${encodeURIComponent(target)}`,
};
const hrefs = (html: string): string[] => [...html.matchAll(/<a [^>]*?href="([^"]*)"/g)].map((match) => match[1]!);

describe('the link table', () => {
  it('lists every web link in order and hands its index and target to whoever makes the URLs', async () => {
    const template = await compileTemplate({
      subject: 'S',
      html: '<a href="https://a.example/?x=1&amp;y=2">1</a><map><area href="http://b.example/"></map><a href=" https://a.example/ ">3</a>',
    });
    expect(template.links).toEqual(['https://a.example/?x=1&y=2', 'http://b.example/', 'https://a.example/']);
    expect(template.dynamicLinks.size).toBe(0);
    const seen: [number, string][] = [];
    const urls = { link: (index: number, target: string) => (seen.push([index, target]), `u${String(index)}`) };
    const { html, text } = template.render(renderContext({ urls }));
    expect(hrefs(html)).toEqual(['u0', 'u2']);
    expect(html).toContain('<area href="u1">');
    expect(text).toContain('1 <u0>');
    expect(seen).toEqual(
      expect.arrayContaining([
        [0, 'https://a.example/?x=1&y=2'],
        [1, 'http://b.example/'],
        [2, 'https://a.example/'],
      ]),
    );
  });

  it('writes what links have in common and their index, but for those that are to be asked for', async () => {
    const link = (n: number): string => `<a href="https://a.example/${String(n)}">${String(n)}</a>`;
    const html = `${Array.from({ length: 40 }, (_, n) => link(n)).join(' ')}<a href="https://b.example/{{contact.city}}">x</a>`;
    const template = await compileTemplate({ subject: 'S', html });
    const urls = {
      stem: 'https://t.example/c?a=1&m=',
      dynamic: new Set([3, 40]),
      link: (index: number, target: string) => `https://t.example/d/${String(index)}?to=${target}`,
    };
    const mail = template.render(renderContext({ urls }));
    const found = hrefs(mail.html);
    expect([found[0], found[9], found[35], found[36]]).toEqual(
      ['0', '9', 'z', '10'].map((index) => `https://t.example/c?a=1&amp;m=${index}`),
    );
    expect(found[3]).toBe('https://t.example/d/3?to=https://a.example/3');
    expect(found[40]).toBe('https://t.example/d/40?to=https://b.example/London');
    expect(mail.text).toContain('36 <https://t.example/c?a=1&m=10>');
  });

  it('has an entry for a link with merge fields, whose target is rendered and checked first', async () => {
    const template = await compileTemplate({
      subject: 'S',
      html: '<a href="https://a.example/{{contact.city}}?n={{contact.first_name}}&amp;x={{default event.x "y"}}">1</a><a href="{{event.url}}">2</a>',
    });
    expect(template.links).toEqual([
      'https://a.example/{{contact.city}}?n={{contact.first_name}}&x={{…}}',
      '{{event.url}}',
    ]);
    expect([...template.dynamicLinks]).toEqual([0, 1]);
    const { html } = template.render(renderContext({ urls: tracked, event: { url: 'https://b.example/ü?q=1' } }));
    expect(hrefs(html)).toEqual([
      `https://t.example/c/0?to=${encodeURIComponent('https://a.example/London?n=Ada&x=y')}`,
      `https://t.example/c/1?to=${encodeURIComponent('https://b.example/%C3%BC?q=1')}`,
    ]);
  });

  it('lets a target that looks like the template of one go with its mail', async () => {
    const html = '<a href="https://a.example/?x=&#123;&#123;y">1</a>';
    const template = await compileTemplate({ subject: 'S', html });
    expect(template.links.filter(isTargetTemplate)).toHaveLength(1);
    expect([...template.dynamicLinks]).toEqual([0]);
  });

  it('leaves a link dead whose target is missing or forbidden, in HTML and in text', async () => {
    const template = await compileTemplate({ subject: 'S', html: '<a href="{{event.url}}">Read</a>' });
    for (const url of [
      undefined,
      '',
      'javascript:alert(1)',
      '/relative',
      'ftp://a.example/',
      'https://',
      'https:///x',
    ]) {
      const mail = template.render(renderContext({ urls: tracked, event: { url } }));
      expect(hrefs(mail.html)).toEqual(['#']);
      expect(mail.text).toBe('Read\n');
    }
  });

  it('makes hosts in other scripts A-labels', async () => {
    const template = await compileTemplate({
      subject: 'S',
      html: '<a href="https://bücher.example/ä">1</a><a href="{{event.url}}">2</a>',
    });
    expect(template.links[0]).toBe('https://xn--bcher-kva.example/%C3%A4');
    const { html } = template.render(renderContext({ event: { url: 'https://bücher.example/ä' } }));
    expect(hrefs(html)).toEqual(['https://xn--bcher-kva.example/%C3%A4', 'https://xn--bcher-kva.example/%C3%A4']);
  });

  it('never has the links to unsubscribe, preferences and the view in the browser', async () => {
    const template = await compileTemplate({
      subject: 'S',
      html: '<a href="{{unsubscribe_url}}">u</a><a href="{{preferences_url}}#x">p</a><a href="{{#if contact.city}}{{view_url}}{{/if}}">v</a>',
    });
    expect(template.links).toEqual([]);
    const { html } = template.render(renderContext({ urls: tracked }));
    expect(hrefs(html)).toEqual([
      'https://t.example/u/token',
      'https://t.example/p/token#x',
      'https://t.example/v/token',
    ]);
  });

  it('leaves mailto, tel and anchors as they are', async () => {
    const template = await compileTemplate({
      subject: 'S',
      html: '<a href="mailto:a@b.example?subject=Hi">1</a><a href="tel:+441">2</a><a href="#top">3</a><a href="tel:{{contact.phone}}">4</a>',
    });
    const { html } = template.render(renderContext({ urls: tracked, contact: { phone: '+44 20 7946' } }));
    expect(template.links).toEqual(['tel:{{contact.phone}}']);
    expect(hrefs(html)).toEqual(['mailto:a@b.example?subject=Hi', 'tel:+441', '#top', 'tel:+44207946']);
  });

  it('has the links of a button that MJML makes, once', async () => {
    const mjml =
      '<mjml><mj-body><mj-section><mj-column><mj-button href="https://a.example/?id={{contact.id}}">Go</mj-button>' +
      '<mj-image alt="Logo" src="https://cdn.example/l.png" href="https://b.example/" /></mj-column></mj-section></mj-body></mjml>';
    const template = await compileTemplate({ subject: 'S', mjml });
    expect(template.links).toEqual(['https://a.example/?id={{contact.id}}', 'https://b.example/']);
  });

  it('evaluates a link within a loop for each item', async () => {
    const template = await compileTemplate({
      subject: 'S',
      html: '{{#each event.items}}<a href="https://a.example/{{id}}">{{name}}</a>{{/each}}',
    });
    const event = {
      items: [
        { id: 1, name: 'A' },
        { id: 2, name: 'B' },
      ],
    };
    const mail = template.render(renderContext({ event }));
    expect(hrefs(mail.html)).toEqual(['https://a.example/1', 'https://a.example/2']);
    expect(mail.text).toBe('A <https://a.example/1>B <https://a.example/2>\n');
  });

  it("counts links in Outlook's conditional comments, which Outlook shows", async () => {
    const template = await compileTemplate({
      subject: 'S',
      html: '<!--[if mso]><a href="https://a.example/">x</a><![endif]-->',
    });
    expect(template.links).toEqual(['https://a.example/']);
  });

  it('shares entries between the HTML and a text that the author wrote', async () => {
    const template = await compileTemplate({
      subject: 'S',
      html: '<a href="https://a.example/">x</a>',
      text: 'Go to https://a.example/, or (https://b.example/x). {{contact.city}} https://c.example/{{contact.city}}',
    });
    expect(template.links).toEqual(['https://a.example/', 'https://b.example/x']);
    const urls = { link: (index: number) => `u${String(index)}` };
    expect(template.render(renderContext({ urls })).text).toBe('Go to u0, or (u1). London https://c.example/London\n');
  });
});
