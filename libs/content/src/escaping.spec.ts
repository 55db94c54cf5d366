import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileTemplate } from './compile-template.js';
import type { CompiledTemplate } from './compiled-template.js';
import { renderContext } from './testing/render-context.js';

const hostilePieces = fc.constantFrom(
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '-->', '--!>', ']]>', '</style>',
  '</title>', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:alert(1)', 'data:text/html,<b>',
  'vbscript:x', '//evil.example', 'https://evil.example', '@evil.example/', '\r\nBcc: x@evil.example', '\u2028', '\u0000', '}', '{{contact.email}}',
  '&lt;', '&quot;', '%22', '%0d%0a', ');', 'expression(alert(1))', 'url(javascript:alert(1))', ';background:url(x)', '`', '\\', '\\22', 'a', '/', '?', '#', ' ', '😀', '\ud800',
); // prettier-ignore
const hostile = fc.oneof(
  fc.array(hostilePieces, { maxLength: 5 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
);

const compiled = async (html: string): Promise<CompiledTemplate> =>
  compileTemplate({ subject: 'S {{contact.x}}', preheader: '{{contact.x}}', html });
const bodyOf = (template: CompiledTemplate, x: string): string => {
  const { html } = template.render(renderContext({ contact: { x } }));
  return html.slice(html.indexOf('<!--start-->') + 12, html.indexOf('<!--end-->'));
};
const at = (markup: string): string => `<!--start-->${markup}<!--end-->`;

describe('whatever a value holds', () => {
  it('is text between tags', async () => {
    const template = await compiled(at('<p>{{contact.x}}</p>'));
    fc.assert(
      fc.property(hostile, (x) => {
        const inner = bodyOf(template, x).slice('<p>'.length, -'</p>'.length);
        expect(inner).not.toMatch(/[<>"']/);
        expect(unescape(inner)).toBe(x);
      }),
    );
  });

  it('stays inside a quoted attribute, in double and single quotes', async () => {
    const template = await compiled(at(`<p title="{{contact.x}}" alt='{{contact.x}}'>x</p>`));
    fc.assert(
      fc.property(hostile, (x) => {
        const match = /^<p title="([^"<>]*)" alt='([^'<>]*)'>x<\/p>$/.exec(bodyOf(template, x));
        expect(match?.[1]).toBe(match?.[2]);
        expect(unescape(match?.[1] ?? '')).toBe(x);
      }),
    );
  });

  it('stays inside a comment, a title and a style', async () => {
    const template = await compiled(
      `<html><head><title>{{contact.x}}</title><style>a{color:{{contact.x}}}</style></head><body><!-- {{contact.x}} --></body></html>`,
    );
    fc.assert(
      fc.property(hostile, (x) => {
        const { html } = template.render(renderContext({ contact: { x } }));
        expect(html).toMatch(/<title>[^<>]*<\/title><style>a\{color:[\w\s#.,%+-]*\}<\/style><\/head><body>/);
        expect(/<!-- ([\s\S]*) --><\/body>/.exec(html)?.[1]).not.toMatch(/[<>]/);
      }),
    );
  });

  it('is one CSS value, or a whole http URL in url()', async () => {
    const template = await compiled(
      at(
        `<p style="color:{{contact.x}};background:url('{{contact.x}}') url(https://cdn.example/{{contact.x}}.png)">x</p>`,
      ),
    );
    fc.assert(
      fc.property(hostile, (x) => {
        const match =
          /^<p style="color:([^"]*);background:url\('([^'"()]*)'\) url\(https:\/\/cdn\.example\/([^'"()]*)\.png\)">x<\/p>$/.exec(
            bodyOf(template, x),
          );
        expect(match?.[1]).toMatch(/^[\w\s#.,%+-]*$/);
        expect(match?.[2]).toMatch(/^(?:(?:https?|cid):[\x21-\x7e]*)?$/i);
        expect(match?.[3]).toMatch(/^[\w.~!*%-]*$/);
      }),
    );
  });

  it.each(['a href', 'img src', 'td background', 'form action', 'v:fill src', 'video poster'])(
    'leads nowhere dangerous in %s',
    async (place) => {
      const [tag, attribute] = place.split(' ') as [string, string];
      const template = await compiled(at(`<${tag} ${attribute}="{{contact.x}}">x</${tag}>`));
      fc.assert(
        fc.property(hostile, (x) => {
          const match = new RegExp(`^<${tag} ${attribute}="([^"<>]*)">x</${tag}>$`).exec(bodyOf(template, x));
          const url = unescape(match?.[1] ?? '<');
          expect(url).toMatch(/^(?:#|)$|^(?:https?:\/\/|mailto:|tel:|cid:)[\x21-\x7e]*$/i);
        }),
      );
    },
  );

  it('cannot leave the host, the path or the query that a link gives it', async () => {
    const template = await compiled(
      at(
        '<a href="https://shop.example{{contact.x}}">1</a><a href="https://shop.example/p/{{contact.x}}">2</a>' +
          '<a href="https://shop.example/?a={{contact.x}}&amp;b=2#end">3</a><a href="mailto:{{contact.x}}">4</a>',
      ),
    );
    fc.assert(
      fc.property(hostile, (x) => {
        const urls = [...bodyOf(template, x).matchAll(/href="([^"]*)"/g)].map((match) => unescape(match[1]!));
        const [host, path, query, mail] = urls;
        expect(new URL(host!).host).toBe('shop.example');
        expect(new URL(path!).host).toBe('shop.example');
        expect(new URL(path!).search).toBe('');
        const parsed = new URL(query!);
        expect([parsed.host, parsed.pathname, parsed.hash, parsed.searchParams.get('b')]).toEqual([
          'shop.example',
          '/',
          '#end',
          '2',
        ]);
        expect(parsed.searchParams.get('a')).toBe(x.replace(/[\ud800-\udfff]/gu, '\ufffd'));
        expect(mail).toMatch(/^mailto:[\x21-\x7e]*$/);
        expect(mail).not.toMatch(/[?&]/);
      }),
    );
  });

  it('is one line in the subject and the preheader', async () => {
    const template = await compiled('<p>x</p>');
    fc.assert(
      fc.property(hostile, (x) => {
        const { subject, preheader } = template.render(renderContext({ contact: { x } }));
        // eslint-disable-next-line no-control-regex -- controls are what it is about
        expect(subject + preheader).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(subject.startsWith('S')).toBe(true);
      }),
    );
  });

  it('is never read as a template again', async () => {
    const template = await compiled(at('<p>{{contact.x}}</p>'));
    expect(bodyOf(template, '{{contact.email}} {{#if 1}}')).toBe('<p>{{contact.email}} {{#if 1}}</p>');
  });
});

describe('a value of another type', () => {
  it.each([
    [5, '5'],
    [0, '0'],
    [Number.NaN, ''],
    [true, 'true'],
    [null, ''],
    [['a', 'b', null, ['c']], 'a, b'],
    [{ a: 1 }, ''],
    [new Date('2026-11-03T10:00:00Z'), '2026-11-03T10:00:00.000Z'],
    [() => 'x', ''],
    [Symbol('x'), ''],
  ])('%p is printed as %p', async (x, expected) => {
    const template = await compileTemplate({ subject: '[{{contact.x}}]', html: 'x' });
    expect(template.render(renderContext({ contact: { x } })).subject).toBe(`[${expected}]`);
  });
});

function unescape(html: string): string {
  return html.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
  );
}
