import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from './compile-template.js';
import { problemsOf } from './testing/problems-of.js';
import { renderContext } from './testing/render-context.js';

async function bodyOf(html: string, changes = {}): Promise<string> {
  const template = await compileTemplate({ subject: 'S', html });
  return /<body[^>]*>([\s\S]*)<\/body>/.exec(template.render(renderContext(changes)).html)?.[1] ?? '';
}

describe("what is not the contact's own is not there", () => {
  it.each([
    'contact.constructor',
    'contact.constructor.name',
    'contact.__proto__',
    'contact.__proto__.toString',
    'contact.toString',
    'contact.hasOwnProperty',
    'contact.first_name.constructor',
    'contact.first_name.__proto__',
    'contact.first_name.repeat',
    'event.list.map',
    'event.call',
    'event.inherited',
    'contact.[__proto__].x',
    '@root.contact.constructor',
  ])('%s', async (path) => {
    const parent = { inherited: 'secret' };
    const event = Object.assign(Object.create(parent) as object, { list: [1], call: () => 'called' });
    expect(await bodyOf(`[{{${path}}}]`, { event })).toBe('[]');
  });

  it('unless it is data with an unlucky name', async () => {
    const event = JSON.parse('{ "constructor": "Bob the builder", "__proto__": "x" }') as object;
    expect(await bodyOf('{{event.constructor}} {{event.__proto__}}', { event })).toBe('Bob the builder x');
  });

  it('and neither are the links and other inner parts of the context', async () => {
    for (const name of ['urls', 'segments', 'locale', 'this.urls', '@root.urls', '@root']) {
      expect(await problemsOf({ html: `{{${name}}}` })).toHaveLength(1);
    }
    expect(await problemsOf({ html: '{{#each @root}}{{this}}{{/each}}' })).toHaveLength(1);
    expect(await problemsOf({ html: '{{lookup contact "x"}}{{log 1}}{{#with contact}}{{/with}}' })).toHaveLength(3);
    expect(
      await problemsOf({ html: '{{helperMissing}}{{blockHelperMissing}}{{constructor}}{{__proto__}}' }),
    ).toHaveLength(4);
    expect(
      await problemsOf({ html: '{{constructor "x"}}{{#toString}}{{/toString}}{{__defineGetter__ 1}}' }),
    ).toHaveLength(3);
  });
});

describe('a template that would eat memory or time', () => {
  /** Processor time: other tests may run at the same time. */
  const within = async (ms: number, work: () => Promise<unknown>): Promise<void> => {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(ms);
  };

  it('of 100,000 tags is refused at once', async () => {
    await within(1_000, async () => {
      const problems = await problemsOf({ html: '{{contact.city}}'.repeat(10_000) });
      expect(problems[0]).toContain('a template may have 2000 tags at most');
    });
    await within(1_000, async () => {
      expect((await problemsOf({ html: '{{contact.city}}'.repeat(100_000) }))[0]).toContain('characters at most');
    });
  });

  it('with nested loops is cut off when it is rendered', async () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    const nested = `${'{{#each @root.event.items}}'.repeat(5)}word {{this}}${'{{/each}}'.repeat(5)}`;
    const template = await compileTemplate({ subject: 'S', html: nested });
    await within(1_000, () => {
      expect(() => template.render(renderContext({ event: { items } }))).toThrow(
        expect.objectContaining({ code: 'template.output_too_large' }),
      );
      return Promise.resolve();
    });
  });

  it('with loops that print nothing is cut off too', async () => {
    const items = Array.from({ length: 1000 }, (_, index) => index);
    const template = await compileTemplate({
      subject: `S${'{{#each @root.event.items}}'.repeat(5)}${'{{/each}}'.repeat(5)}`,
      html: 'x',
    });
    expect(() => template.render(renderContext({ event: { items } }))).toThrow(
      expect.objectContaining({ code: 'template.output_too_large' }),
    );
  });

  it('that has helpers read huge values over and over is cut off', async () => {
    const text = 'x'.repeat(1_000_000);
    const list = Array.from({ length: 100_000 }, (_, index) => index);
    for (const call of [
      '(truncate event.text 1000)',
      '(upper event.text)',
      '(in "x" event.list)',
      '(eq event.text event.text)',
    ]) {
      const template = await compileTemplate({ subject: 'S', html: `{{#if ${call}}}{{/if}}`.repeat(900) });
      await within(1_000, () => {
        expect(() => template.render(renderContext({ event: { text, list } }))).toThrow(
          expect.objectContaining({ code: 'template.output_too_large' }),
        );
        return Promise.resolve();
      });
    }
  });

  it('with one huge value is cut off', async () => {
    const template = await compileTemplate({ subject: 'S', html: '{{event.text}}' });
    expect(() => template.render(renderContext({ event: { text: 'x'.repeat(3_000_000) } }))).toThrow(
      expect.objectContaining({ code: 'template.output_too_large' }),
    );
  });

  it('nested too deeply is refused', async () => {
    expect((await problemsOf({ html: '{{#if contact.a}}'.repeat(200) + '{{/if}}'.repeat(200) }))[0]).toContain(
      'blocks may be nested 24 deep',
    );
    expect((await problemsOf({ html: `{{${'(not '.repeat(300)}contact.a${')'.repeat(300)}}}` }))[0]).toBeDefined();
    expect((await problemsOf({ html: `{{upper ${'(not '.repeat(300)}contact.a${')'.repeat(300)}}}` }))[0]).toContain(
      'nested too deeply',
    );
  });

  it('of very many components is refused', async () => {
    const mjml = `<mjml><mj-body>${'<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>'.repeat(2000)}</mj-body></mjml>`;
    await within(2_000, async () => {
      expect((await problemsOf({ mjml }))[0]).toContain('a template may have 1000 components at most');
    });
  });

  it('with partials that bring themselves or each other in is refused', async () => {
    const partials = { find: (name: string) => Promise.resolve({ html: name === 'a' ? '{{> b}}' : '{{> a}}{{> a}}' }) };
    expect((await problemsOf({ html: '{{> a}}' }, partials))[0]).toContain('the partial a brings itself in');
    const doubling = {
      find: (name: string) =>
        Promise.resolve({ html: `${'x'.repeat(9000)}{{> ${name}1}}{{> ${name}1}}{{> ${name}1}}` }),
    };
    await within(2_000, async () => {
      expect((await problemsOf({ html: '{{> a}}' }, doubling)).length).toBeGreaterThan(0);
    });
  });

  it('of hostile markup is read in linear time', async () => {
    const hostile = [
      '<'.repeat(200_000),
      '<a '.repeat(60_000),
      '<a b="'.repeat(40_000),
      '<!--'.repeat(60_000),
      '{{'.repeat(100_000),
      'url('.repeat(60_000),
      '<style>'.repeat(10_000),
      '<div>'.repeat(50_000),
      '{{"'.repeat(50_000),
      '\\{{'.repeat(60_000),
    ];
    for (const html of hostile) {
      await within(3_000, () => problemsOf({ html }));
    }
  }, 60_000);
});
