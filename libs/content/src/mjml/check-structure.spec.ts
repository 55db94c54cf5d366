import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from '../compile-template.js';
import { problemsOf } from '../testing/problems-of.js';
import { renderContext } from '../testing/render-context.js';

const column = (inner: string): string =>
  `<mjml lang="en">\n<mj-body>\n<mj-section><mj-column>\n${inner}\n</mj-column></mj-section></mj-body></mjml>`;
const head = (inner: string): string => `<mjml><mj-head>\n${inner}</mj-head>\n<mj-body></mj-body></mjml>`;
const BUTTON = '<mj-button href="https://a.example/">B</mj-button>';

describe('MJML that would lose something in silence is refused', () => {
  it.each<[string, string, string]>([
    ['content that is never closed', column('<mj-text>A'), '4:1 <mj-text> is not closed before </mj-column>'],
    ['content before another', column('<mj-text>A\n<mj-text>B</mj-text>'), '4:1 <mj-text> is not closed before'],
    [
      'a component in content',
      column(`<mj-text>A${BUTTON}</mj-text>`),
      '4:1 <mj-text> is not closed before <mj-button>',
    ],
    ['content closed by another name', column('<mj-text>A</mj-button>'), '4:1 <mj-text> is not closed'],
    ['raw content', column('<mj-raw><p>A</p>\n<mj-text>B</mj-text>'), '4:1 <mj-raw> is not closed before <mj-text>'],
    ['a style', head('  <mj-style>.a { color: red }'), '2:3 <mj-style> is never closed'],
    ['a title', head('<mj-title>A'), '2:1 <mj-title> is never closed'],
    ['defaults', head('<mj-attributes><mj-text color="red" />'), '2:1 <mj-attributes> is not closed before </mj-head>'],
    ['an image', column(`<mj-image src="https://a.example/a.png" alt="">`), '4:1 <mj-image> is not closed'],
    ['a column', '<mjml><mj-body><mj-section>\n<mj-column></mj-section></mj-body></mjml>', '2:1 <mj-column> is not'],
    [
      'crossed ends',
      '<mjml><mj-body><mj-section>\n<mj-column></mj-section></mj-column></mj-body></mjml>',
      '2:1 <mj-col',
    ],
    ['a cut text', '<mjml><mj-body><mj-section><mj-column>\n<mj-text>A', '2:1 <mj-text> is never closed'],
    ['a missing last end', '<mjml>\n<mj-body></mj-body>', '1:1 <mjml> is never closed'],
    ['a comment', column('<!-- A <mj-text>B</mj-text>'), '4:1 this comment is never closed'],
    ['text between components', column('A'), '4:1 text between components is left out'],
    ['text in a section', '<mjml><mj-body><mj-section>A</mj-section></mj-body></mjml>', '1:28 text between components'],
    ['text behind the end', `${column('')}\nA`, '6:1 text outside of <mjml>'],
    ['HTML between components', column('\n  <div>A</div>'), "5:3 Element div doesn't exist here"],
    ['capital letters', '<mjml>\n<MJ-BODY></MJ-BODY></mjml>', '2:1 MJML does not know <MJ-BODY>'],
    [
      'a style in the body',
      column('<mj-style>.a { color: red }</mj-style>'),
      '4:1 <mj-style> stands in <mj-head> only',
    ],
    ['two bodies', '<mjml><mj-body></mj-body>\n<mj-body></mj-body></mjml>', '2:1 there is a <mj-body> already'],
    ['a missing quote', column('<mj-text color="red>A</mj-text>'), '4:1 <mj-text> cannot be read'],
    ['a missing >', column('<mj-text color="red"\n<mj-text>A</mj-text>'), '4:1 <mj-text> cannot be read'],
    ['a < that swallows the end', column('<mj-text>a <b c</mj-text>'), '4:12 <b> cannot be read'],
    [
      'a quote that swallows a tag',
      column('<mj-text><a href="/x>A</a><b title="y">B</b></mj-text>'),
      '4:10 <a> cannot',
    ],
    [
      'an unknown component, at its place',
      column('<mj-text>A</mj-text> <mj-foo />'),
      "4:22 Element mj-foo doesn't exist",
    ],
    [
      'a component in the wrong place',
      column('<mj-text>A</mj-text>  <mj-column />'),
      '4:23 mj-column cannot be used inside',
    ],
  ])('%s', async (_name, mjml, expected) => {
    expect((await problemsOf({ mjml }))[0]).toContain(`mjml ${expected}`);
  });

  it('with the name of the partial that it stands in', async () => {
    const partials = { find: () => Promise.resolve({ mjml: '\n <mj-section><mj-column>' }) };
    const mjml = '<mjml><mj-body>{{> card}}</mj-body></mjml>';
    expect((await problemsOf({ mjml }, partials))[0]).toContain('partials.card 2:2 <mj-section> is not closed');
  });

  it('however much of it there is, in linear time', async () => {
    const started = performance.now();
    for (const piece of ['<!--', '<mj-text ', '<mj-text a="', '</mj-text>', '<b ', '=" ']) {
      await problemsOf({ mjml: `<mjml><mj-body>${piece.repeat(200_000 / piece.length)}` });
    }
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('MJML that comes out as it was meant is taken', () => {
  async function mailOf(mjml: string): Promise<{ text: string; warnings: string[] }> {
    const template = await compileTemplate({ subject: 'S', mjml });
    const warnings = template.warnings.map(
      ({ line, column: at, message }) => `${String(line)}:${String(at)} ${message}`,
    );
    return { text: template.render(renderContext()).text, warnings };
  }

  it('with a warning where an end closes nothing', async () => {
    expect(await mailOf(column('<mj-text>A</mj-text></mj-text>'))).toEqual({
      text: 'A\n',
      warnings: ['4:21 </mj-text> closes nothing, and is left out.'],
    });
  });

  it.each([
    ['HTML that leaves out its ends', column('<mj-text>A<p>B<ul><li>C<br></ul></mj-text>'), /A\s+B\s+\* C/],
    ['a plain <', column('<mj-text>1 < 2 & 3 > 2</mj-text>'), /^1 < 2 & 3 > 2/],
    ['unquoted attributes', column('<mj-text color=red>A</mj-text>'), /^A/],
    ['angles in attributes', column('<mj-text css-class="a>b">A</mj-text>'), /^A/],
    ['a quote too many in HTML', column('<mj-text><i title="x"">A</i></mj-text>'), /^A/],
    ['tags around components', column('{{#if contact.city}}<mj-text>B</mj-text>{{/if}}<mj-text>A</mj-text>'), /A/],
    ['comments', column('<!-- <mj-text> --><mj-text>A</mj-text><!-- b -->'), /^A/],
    ['conditional comments', column('<!--[if mso]><table><tr><td>x<![endif]--><mj-text>A</mj-text>'), /A/],
    ['a declaration', `<?xml version="1.0"?>\n<!doctype mjml>\n${column('<mj-text>A</mj-text>')}`, /^A/],
    ['the head behind the body', '<mjml lang="en"><mj-body></mj-body><mj-head></mj-head></mjml>', /^\s*$/],
    [
      'text where a component of the head takes it',
      `<mjml lang="en"><mj-head><mj-html-attributes><mj-selector path=".a"><mj-html-attribute name="data-x">1</mj-html-attribute></mj-selector></mj-html-attributes></mj-head><mj-body></mj-body></mjml>`,
      /^\s*$/,
    ],
  ])('%s', async (_name, mjml, text) => {
    const mail = await mailOf(mjml);
    expect(mail.text).toMatch(text);
    expect(mail.warnings).toEqual([]);
  });
});
