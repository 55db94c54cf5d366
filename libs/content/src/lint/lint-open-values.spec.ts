import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from '../compile-template.js';
import { renderContext } from '../testing/render-context.js';
import { lintMail } from './lint-mail.js';

const HTML = '<html lang="en"><p>{{contact.city}}</p>{{upper contact.plan}}</html>';

describe('a template whose values have no fallback', () => {
  it('is told so, the subject first, with the place and how to mend it', async () => {
    const { warnings } = await compileTemplate({ subject: 'Order for {{contact.first_name}}', html: HTML });
    expect(warnings).toEqual([
      {
        ...{ code: 'no_fallback', path: 'subject', line: 1, column: 11 },
        message:
          'The subject shows contact.first_name, which may be empty: a mail whose subject lacks it is left out. ' +
          'Give a fallback: {{default contact.first_name "friend"}}, or "" where it may be left out.',
      },
      {
        ...{ code: 'no_fallback', path: 'html', line: 1, column: 20 },
        message:
          'The mail shows contact.city, which may be empty: then nothing stands there. ' +
          'Give a fallback: {{default contact.city "…"}}, or "" where it may be left out.',
      },
      {
        ...{ code: 'no_fallback', path: 'html', line: 1, column: 40 },
        message:
          'The mail shows contact.plan, which may be empty: then nothing stands there. ' +
          'Show it only where it is there: {{#if contact.plan}} … {{/if}}.',
      },
    ]);
  });

  it('is told of those that are missing for the contact of a preview', async () => {
    const template = await compileTemplate({ subject: '{{contact.first_name}}', html: HTML });
    const context = renderContext({ contact: { city: 'London' } });
    const ofMail = lintMail(template, template.render(context), { context, size: 10 });
    expect(ofMail.filter(({ code }) => code === 'missing_value').map(({ message }) => message)).toEqual([
      'contact.first_name is missing for this contact, and the subject shows it: this contact would not get the mail.',
      'contact.plan is missing for this contact.',
    ]);
  });
});

describe('a mail says what its subject lacks', () => {
  it.each([
    ['{{contact.first_name}}, hello', {}, [['contact.first_name']]],
    ['{{contact.first_name}}, hello', { first_name: ' ' }, [['contact.first_name']]],
    ['{{contact.first_name}}, hello', { first_name: 'Ada' }, []],
    ['{{#segment "vip"}}{{contact.first_name}}{{else}}You{{/segment}}', {}, []],
    ['{{default contact.a contact.b}} {{date contact.c}}', {}, [['contact.a', 'contact.b'], ['contact.c']]],
    ['{{default contact.first_name ""}}', {}, []],
  ])('%s', async (subject, contact, missing) => {
    const template = await compileTemplate({ subject, html: '{{contact.never}}' });
    const context = renderContext({ contact });
    expect(template.render(context).missing).toEqual(missing);
    expect(template.missingInSubject(context)).toEqual(missing);
  });
});

describe('bounds', () => {
  it('a subject that is always too long is refused, one that may be short is not', async () => {
    const long = 'x'.repeat(998);
    await expect(compileTemplate({ subject: `${long}y`, html: 'x' })).rejects.toMatchObject({
      code: 'template.invalid',
      errors: [{ path: 'subject', message: expect.stringContaining('998 characters at most') }],
    });
    await expect(compileTemplate({ subject: long, html: 'x' })).resolves.toBeDefined();
    await expect(
      compileTemplate({ subject: `{{#segment "vip"}}${long}y{{/segment}}`, html: 'x' }),
    ).resolves.toBeDefined();
    await expect(compileTemplate({ subject: `${long}y`, html: 'x' }, { isPublished: true })).resolves.toBeDefined();
  });

  it('a template of which no mail is small says so', async () => {
    const codes = async (html: string) =>
      (await compileTemplate({ subject: 'S', html: `<html lang="en">${html}</html>` })).warnings.map(
        ({ code }) => code,
      );
    const [short, long] = ['x'.repeat(70 * 1024), 'ä'.repeat(41 * 1024)];
    expect(await codes(long)).toEqual(['too_large']);
    expect(await codes(short)).toEqual([]);
    expect(await codes(`{{#segment "vip"}}${long}{{else}}${short}{{/segment}}`)).toEqual([]);
    expect(await codes(`{{#segment "vip"}}${long}{{else}}${long}{{/segment}}`)).toEqual(['too_large']);
  });
});
