import { describe, expect, it } from '@jest/globals';
import { problemsOf } from './testing/problems-of.js';

const column = (inner: string): string =>
  `<mjml>\n<mj-body>\n<mj-section><mj-column>\n${inner}\n</mj-column></mj-section></mj-body></mjml>`;

describe('a problem says where it is', () => {
  it.each<[string, string, string]>([
    ['an unknown helper', '<p>\n  {{shout contact.city}}</p>', 'html 2:3 unknown helper shout.'],
    ['an unknown helper within a call', '<p>{{upper (shout contact.city)}}</p>', 'html 1:4 unknown helper shout.'],
    ['an unknown block', 'a\n\nb {{#vip}}x{{/vip}}', 'html 3:3 unknown block {{#vip}}.'],
    ['unescaped output', '<p>{{{contact.city}}}</p>', 'html 1:4 values are always escaped'],
    ['unescaped output by &', '<p>{{& contact.city}}</p>', 'html 1:4 values are always escaped'],
    ['a raw block', '{{{{raw}}}} x {{{{/raw}}}}', 'html 1:1 raw blocks'],
    ['a decorator', '{{#*inline "x"}}y{{/inline}}', 'html 1:1 decorators and inline partials'],
    ['an inverted section', '{{^contact.city}}y{{/contact.city}}', 'html 1:1 inverted sections'],
    ['a tag that is not closed', 'x\n{{contact.city', 'html 2:1 this tag is never closed'],
    ['a block that is not closed', 'x\n {{#if contact.city}}y', 'html 2:2 {{#if}} is never closed'],
    [
      'a block that is closed by another',
      '{{#if contact.city}}\n{{/each}}{{/if}}',
      'html 2:1 {{/each}} found where {{/if}} is missing',
    ],
    ['a close without an open', 'x {{/if}}', 'html 1:3 {{/if}} closes no block'],
    ['else outside of a block', '{{else}}', 'html 1:1 {{else}} stands outside'],
    ['two elses', '{{#if contact.city}}a{{else}}b{{else}}c{{/if}}', 'html 1:31 nothing can follow {{else}}'],
    ['wrong syntax', '<p>{{default contact.city "x}}</p>', 'html 1:4 '],
    ['an empty tag', '<p>{{ }}</p>', 'html 1:4 this tag is empty'],
    [
      'a value that cannot be',
      '<p>{{first_name}}</p>',
      'html 1:4 there is no value "first_name" here. Did you mean contact.first_name?',
    ],
    ['this at the top level', '<p>{{this}}</p>', 'html 1:4 {{this}} has a meaning inside of {{#each}} only'],
    ['@index outside of a loop', '<p>{{@index}}</p>', 'html 1:4 {{@index}} has a meaning inside of {{#each}} only'],
    ['a slug that is data', '{{#segment contact.city}}x{{/segment}}', 'html 1:1 segment: slug must be written out'],
    ['a missing argument', '<p>{{truncate contact.city}}</p>', 'html 1:4 truncate: length is missing'],
    ['too many arguments', '<p>{{upper contact.city "x" "y"}}</p>', 'html 1:4 upper: takes 1 values, not 3'],
    ['an unknown option', '<p>{{money contact.points size=3}}</p>', 'html 1:4 money: has no option size'],
    [
      'a wrong literal',
      '<p>{{money contact.points "Euro"}}</p>',
      'html 1:4 money: currency: is a code of three letters',
    ],
    ['a block used as a value', '<p>{{if contact.city}}</p>', 'html 1:4 if is a block'],
    [
      'a value used as a block',
      '<p>{{#upper contact.city}}x{{/upper}}</p>',
      'html 1:4 upper makes a value, not a block',
    ],
    ['a value as an attribute', '<p {{contact.city}}>x</p>', 'html 1:4 a value cannot make up a tag or an attribute'],
    ['a value as a tag name', '<{{contact.city}}>x</p>', 'ok'],
    ['an unquoted attribute', '<p title={{contact.city}}>x</p>', 'html 1:10 put quotes around the value of title'],
    ['a value in a script', '<script>{{contact.city}}</script>', 'html 1:9 values cannot be put into scripts'],
    [
      'a value in an event handler',
      '<p onclick="x({{contact.city}})">x</p>',
      'html 1:15 values cannot be put into onclick',
    ],
    [
      'a block that leaves its attribute',
      '<p title="{{#if contact.city}}x">y{{/if}}</p>',
      'html 1:11 this block begins and ends in different places',
    ],
    [
      'a javascript link',
      '<p>\n<a href="javascript:alert(1)">x</a></p>',
      'html 2:10 href cannot lead to javascript:alert(1).',
    ],
    [
      'a javascript link in disguise',
      '<a href=" java&#x0A;script&colon;alert(1)">x</a>',
      'html 1:10 href cannot lead to',
    ],
    ['a partial that is not there', '<p>{{> nowhere}}</p>', 'html 1:4 unknown partial nowhere'],
  ])('%s', async (_name, html, expected) => {
    const problems = await problemsOf({ html });
    if (expected === 'ok') expect(problems).toEqual([]);
    else expect(problems[0]).toContain(expected);
  });

  it.each<[string, string, string]>([
    ['an unknown component', column('<mj-textt>x</mj-textt>'), "mjml 4:1 Element mj-textt doesn't exist"],
    [
      'a component in the wrong place',
      '<mjml>\n<mj-body>\n  <mj-text>x</mj-text></mj-body></mjml>',
      'mjml 3:3 mj-text cannot be used inside mj-body',
    ],
    ['mj-include', column('<mj-include path="./x.mjml" />'), 'mjml 4:1 mj-include is not available'],
    ['a value between components', column('{{contact.city}}'), 'mjml 4:1 a value cannot stand between components'],
    [
      'a tag between attributes of a component',
      column('<mj-text {{#if contact.city}}color="red"{{/if}}>x</mj-text>'),
      'mjml 4:10 MJML cannot keep a tag',
    ],
    [
      'a tag where MJML takes none',
      '<mjml>{{#if contact.city}}<mj-body></mj-body>{{/if}}</mjml>',
      'mjml 1:7 tags cannot stand directly in <mjml>',
    ],
    [
      'a tag in an attribute that is not used',
      column('<mj-text nonsense="{{contact.city}}">x</mj-text>'),
      'mjml 4:20 MJML loses this tag',
    ],
    ['no MJML at all', 'hello', 'mjml 1:1 MJML cannot read this'],
    [
      'a javascript link',
      column('<mj-button href="javascript:alert(1)">x</mj-button>'),
      'mjml 4:18 href cannot lead to',
    ],
    [
      'a helper after several lines of tags',
      column('{{#if contact.city}}\n<mj-text>\n{{nope 1}}</mj-text>{{/if}}'),
      'mjml 6:1 unknown helper nope',
    ],
  ])('in MJML: %s', async (_name, mjml, expected) => {
    const problems = await problemsOf({ mjml });
    expect(problems[0]).toContain(expected);
  });

  it('in the subject, the preheader and the text too', async () => {
    const problems = await problemsOf({
      subject: 'Hi {{nope 1}}',
      preheader: '{{nope 2}}',
      html: '<p>x</p>',
      text: 'a\n{{nope 3}}',
    });
    expect(problems.map((problem) => problem.split(' unknown')[0])).toEqual([
      'subject 1:4',
      'preheader 1:1',
      'text 2:1',
    ]);
  });

  it('in mj-preview, where the author wrote it', async () => {
    const mjml = '<mjml><mj-head>\n <mj-preview>{{nope 1}}</mj-preview></mj-head><mj-body></mj-body></mjml>';
    expect((await problemsOf({ mjml }))[0]).toContain('mjml 2:14 unknown helper nope');
  });

  it('in a partial, with its name', async () => {
    const partials = { find: () => Promise.resolve({ html: 'x\n {{nope}}' }) };
    expect((await problemsOf({ html: '<p>\n{{> card}}</p>' }, partials))[0]).toContain(
      'partials.card 2:2 there is no value "nope"',
    );
  });

  it('all at once, each once', async () => {
    const problems = await problemsOf({ html: '{{a}}\n{{b}}\n{{#if contact.x}}' });
    expect(problems.map((problem) => problem.slice(0, 8))).toEqual(['html 3:1', 'html 1:1', 'html 2:1']);
  });
});

describe('a template', () => {
  it('has MJML or HTML, not both and not neither', async () => {
    expect(await problemsOf({})).toEqual(['mjml 1:1 Give the content as mjml or as html.']);
    expect(await problemsOf({ html: '<p>x</p>', mjml: '<mjml></mjml>' })).toEqual([
      'html 1:1 Give mjml or html, not both.',
    ]);
  });

  it('may have double quotes in the expressions of attributes, which MJML alone would break', async () => {
    expect(
      await problemsOf({ mjml: column('<mj-button href="{{default event.url "https://a.example/"}}">x</mj-button>') }),
    ).toEqual([]);
  });
});
