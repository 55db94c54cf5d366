import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from '../compile-template.js';
import { problemsOf } from '../testing/problems-of.js';

const text = (html: string): string => `<mj-text>\n${html}</mj-text>`;
const mail = (inner: string): string =>
  `<mjml lang="en"><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;
const by = (test: string, inner: string): string => `{{#if contact.${test}}}${inner}{{/if}}`;

describe('HTML in MJML that is not balanced is refused', () => {
  it.each([
    ['a tag that is never closed', text('<b>text'), ['2:1 <b> is never closed.']],
    ['the end of a cell of the layout', text('a</td>b'), ['2:2 </td> closes nothing']],
    ['the end of a division', text('</div>'), ['2:1 </div> closes nothing']],
    ['crossed ends', text('<b><i>x</b>'), ['2:4 <i> is not closed before </b>.']],
    ['an end before its beginning', text('</b>x<b>'), ['2:1 </b> closes nothing', '2:6 <b> is never closed.']],
    ['a button', '<mj-button href="https://a.example/">\n<b>x</mj-button>', ['2:1 <b> is never closed.']],
    ['a table', '<mj-table>\n<tr><td><b>x</td></tr></mj-table>', ['2:9 <b> is not closed before </td>.']],
    ['one side of a block', text(by('city', '<b>x')), ['2:21 <b> is never closed.']],
    ['both sides of a block', text('{{#if contact.city}}<b>{{else}}<b>{{/if}}'), ['2:21 <b> is never closed.']],
    ['raw content', '<mj-raw>\n</td></mj-raw>', ['2:1 </td> closes nothing']],
    ['raw content that stays open', '<mj-raw>\n<div></mj-raw>', ['2:1 <div> is never closed.']],
    ['several', text('<b>\n<a href="https://a.example/">x'), ['2:1 <b> is never', '3:1 <a> is never']],
  ])('%s', async (_, inner, expected) => {
    const found = (await problemsOf({ mjml: mail(inner) })).map((problem) => problem.replace('mjml ', ''));
    expect(found.map((problem, index) => problem.slice(0, expected[index]?.length ?? 0))).toEqual(expected);
  });
});

describe('HTML in MJML is taken', () => {
  it.each([
    ['with ends that may be left out', text('<p>a<p>b<ul><li>c<li>d</ul><table><tr><td>e<tr><td>f</table>')],
    ['with elements that have no end', text('a<br>b<br/>c<img src="https://a.example/a.png" alt="">')],
    ['with a lone < and what looks like a tag in a value', text('1 < 2 <a href="https://a.example/?a=<b>">x</a>')],
    ['with what a comment holds', text('a<!-- <b> --><!--[if mso]></td><![endif]-->b')],
    ['opened and closed by the same test', text(`${by('city', '<b>')}x${by('city', '</b>')}`)],
    ['closed on each side', text('<b>x{{#if contact.city}}y</b>{{else}}</b>z{{/if}}')],
    ['with blocks in its tags', text('<p {{#if contact.city}}align="left"{{/if}}><b>x</b></p>')],
    ['with rows that repeat', '<mj-table>{{#each event.items}}<tr><td>{{this.name}}</td></tr>{{/each}}</mj-table>'],
    [
      'that begins in one mj-raw and ends in another',
      '<mj-raw><div></mj-raw><mj-text>x</mj-text><mj-raw></div></mj-raw>',
    ],
  ])('%s', async (_, inner) => {
    expect(await problemsOf({ mjml: mail(inner) })).toEqual([]);
  });

  it('whatever it is, once it has been published', async () => {
    const source = { subject: 's', mjml: mail(text('<b>text')) };
    await expect(compileTemplate(source, { isPublished: true })).resolves.toBeDefined();
  });
});
