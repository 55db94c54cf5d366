import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { compileTemplate } from './compile-template.js';
import { renderContext } from './testing/render-context.js';

/** Trees of what Handlebars and Tidings have in common, as text. */
const { tree } = fc.letrec<{ tree: string; node: string }>((tie) => ({
  tree: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', ' b ', '\n', '  \n', '<', '&amp;', 'x\n  ', '\\{{y}} '),
    fc.constantFrom(
      '{{contact.name}}', '{{contact.n}}', '{{contact.gone}}', '{{contact.list.[1]}}', '{{contact.list.length}}', '{{contact.deep.x.y}}',
      '{{contact.[odd key]}}', '{{this.contact.name}}', '{{@root.contact.name}}', '{{! comment }}', '{{~contact.name~}}', '{{contact.no}}', '{{contact/name}}',
    ), // prettier-ignore
    fc
      .tuple(
        fc.constantFrom('contact.name', 'contact.gone', 'contact.empty', 'contact.no', 'contact.zero'),
        tie('tree'),
        tie('tree'),
      )
      .map(([path, yes, no]) => `{{#if ${path}}}${yes}{{else}}${no}{{/if}}`),
    fc
      .tuple(tie('tree'), tie('tree'), tie('tree'))
      .map(([a, b, c]) => `{{#if contact.no}}${a}{{else if contact.name}}${b}{{else}}${c}{{/if}}`),
    fc
      .tuple(fc.constantFrom('contact.name', 'contact.gone'), tie('tree'))
      .map(([path, body]) => `{{#unless ${path}}}${body}{{/unless}}`),
    fc
      .tuple(fc.constantFrom('@root.contact.list', '@root.contact.map', '@root.contact.empty'), tie('tree'))
      .map(
        ([path, body]) =>
          `{{#each ${path} as |item key|}}\n{{this}}:{{@index}}:{{@key}}:{{@first}}:{{item}}:{{key}}:${body.replaceAll('{{contact', '{{@root.contact').replaceAll('{{~contact', '{{~@root.contact').replaceAll('{{this.contact', '{{@root.contact').replaceAll('if contact', 'if @root.contact').replaceAll('unless contact', 'unless @root.contact')}{{else}}none{{/each}}`,
      ),
  ),
}));

const contact = {
  name: 'Ada',
  n: 5,
  list: ['p', 'q'],
  map: { k: 'v', l: 'w' },
  deep: { x: { y: 'z' } },
  'odd key': 'odd',
  no: false,
  zero: 0,
  empty: [],
};

describe('our renderer and Handlebars', () => {
  it('agree on the text of any template that both understand', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (tags) => {
        // Code made by Handlebars adds neighbours with `+`, so that 5 and false side by side make 5, not "5false".
        const source = tags.replaceAll('}}{{', '}}\u2063{{');
        const template = await compileTemplate({ subject: 'S', html: 'x', text: `.${source}.` });
        const ours = template.render(renderContext({ contact })).text;
        const theirs = Handlebars.compile(`.${source}.`, { noEscape: true })({ contact });
        expect(normalise(ours)).toBe(normalise(theirs));
      }),
      { numRuns: 300 },
    );
  });
});

/** A text part is tidied, and a line of several block tags leaves no empty line behind: blanks are another matter. */
function normalise(text: string): string {
  return text.replace(/\s+/g, '');
}
