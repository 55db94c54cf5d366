import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../testing/problems-of.js';

const mail = (inner: string): string => `<mjml lang="en"><mj-body>\n${inner}</mj-body></mjml>`;
const section = (...columns: string[]): string =>
  `<mj-section>${columns.map((column) => `<mj-column>${column}</mj-column>`).join('')}</mj-section>`;
const TEXT = '<mj-text>A</mj-text>';
const IF = '{{#if contact.city}}';

describe('a block', () => {
  it.each([
    ['that ends in the next column', section(`${IF}${TEXT}`, `{{/if}}${TEXT}`)],
    ['whose other side begins in the next column', section(`${IF}${TEXT}`, `{{else}}${TEXT}{{/if}}`)],
    ['that ends in the next section', `${section(`${IF}${TEXT}`)}${section(`{{/if}}${TEXT}`)}`],
    ['that ends behind its section', `${section(`${IF}${TEXT}`)}{{/if}}`],
    ['that begins in a text and ends in another', section(`<mj-text>${IF}A</mj-text><mj-text>{{/if}}B</mj-text>`)],
    ['that ends in the next column by mj-raw', section(`<mj-raw>${IF}</mj-raw>`, '<mj-raw>{{/if}}</mj-raw>')],
  ])('%s is refused', async (_, inner) => {
    const [problem, ...others] = await problemsOf({ mjml: mail(inner) });
    expect(problem).toMatch(/^mjml 2:\d+ this block begins in one component and ends in another/);
    expect(others).toEqual([]);
  });

  it.each([
    ['around sections', `${IF}${section(TEXT)}{{else}}${section(TEXT, TEXT)}{{/if}}`],
    ['around columns', `<mj-section>${IF}<mj-column>${TEXT}</mj-column>{{/if}}</mj-section>`],
    ['in a text', section(`<mj-text>A${IF}<b>B</b>{{/if}}</mj-text>`)],
    ['by mj-raw side by side', `<mj-raw>${IF}</mj-raw>${section(TEXT)}<mj-raw>{{/if}}</mj-raw>`],
  ])('%s is taken', async (_, inner) => {
    expect(await problemsOf({ mjml: mail(inner) })).toEqual([]);
  });
});
