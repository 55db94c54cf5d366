import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from '../compile-template.js';
import { renderContext } from '../testing/render-context.js';
import { withStandardFooter } from './with-standard-footer.js';

const ADDRESS = '1 Main Road, London';

async function mailOf(
  html: string,
  text?: string,
  postalAddress: string | null = ADDRESS,
): Promise<{ html: string; text: string }> {
  const template = await compileTemplate({ subject: 'S', html, text });
  return withStandardFooter(template, { postalAddress }).render(renderContext());
}

describe('the standard footer', () => {
  it('gives a template that has neither a link to unsubscribe and the postal address, in both parts', async () => {
    const { html, text } = await mailOf('<p>x</p>');
    expect(html).toMatch(
      /<a href="https:\/\/t\.example\/u\/token"[^>]*>Unsubscribe<\/a>[\s\S]*Acme, 1 Main Road, London[\s\S]*<\/body>/,
    );
    expect(html).toContain('href="https://t.example/p/token"');
    expect(text).toBe(
      'x\n\nUnsubscribe: https://t.example/u/token\nEmail preferences: https://t.example/p/token\nAcme, 1 Main Road, London\n',
    );
  });

  it('is not there unless it is asked for', async () => {
    const template = await compileTemplate({ subject: 'S', html: '<p>x</p>' });
    expect(template.render(renderContext()).html).not.toContain('Unsubscribe');
  });

  it('adds only what is missing', async () => {
    const link = '<p><a href="{{unsubscribe_url}}">Bye</a></p>';
    const withLink = await mailOf(link);
    expect(withLink.html).not.toContain('>Unsubscribe<');
    expect(withLink.html).toContain(ADDRESS);
    const complete = await mailOf(`${link}<p>{{sender.postal_address}}</p>`);
    expect(complete.html).not.toContain('Acme, 1 Main Road');
    expect(complete.text).not.toContain('Acme, 1 Main Road');
  });

  it('takes an address that was typed out for what it is', async () => {
    const { html } = await mailOf('<p><a href="{{unsubscribe_url}}">Bye</a> 1 Main Road,<br>LONDON</p>');
    expect(html).not.toContain('Acme, 1 Main Road');
  });

  it('looks at each part for itself', async () => {
    const { html, text } = await mailOf('<a href="{{unsubscribe_url}}">Bye</a> {{sender.postal_address}}', 'Just text');
    expect(html).not.toContain('Email preferences');
    expect(text).toContain('Just text\n\nUnsubscribe: https://t.example/u/token');
  });

  it('stands on lines of its own, whatever the text before ends with', async () => {
    const { text } = await mailOf('<b>x</b> <a href="https://a.example/">go</a>');
    expect(text).toMatch(/^x go <[^>]+>\n\nUnsubscribe: /);
  });

  it('has no empty line for an address that nobody has entered', async () => {
    const { text } = await mailOf('<p>x</p>', undefined, null);
    expect(text).toBe('x\n\nUnsubscribe: https://t.example/u/token\nEmail preferences: https://t.example/p/token\n');
  });

  it('counts a link to unsubscribe within a block as one', async () => {
    const template = await compileTemplate({
      subject: 'S',
      html: '{{#if contact.city}}<a href="{{unsubscribe_url}}">Bye</a>{{/if}}',
    });
    expect(template.lacks.html.links).toBe(false);
  });
});
