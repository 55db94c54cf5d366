import { beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileTemplate } from '../compile-template.js';
import { lintMail } from '../lint/lint-mail.js';
import { FilePartials, findTemplatesFolder } from '../partials/file-partials.js';
import { renderContext } from '../testing/render-context.js';
import { loadStarterTemplates, type StarterTemplate } from './starter-templates.js';

const KEYS = ['welcome', 'newsletter', 'pricing-follow-up', 'sales-notification'];

it('the template that the documentation shows compiles', async () => {
  const page = readFileSync(join(findTemplatesFolder('starters'), '../../docs/templates.md'), 'utf8');
  const mjml = /```text\n([\s\S]*?)```/.exec(page)?.[1];
  const template = await compileTemplate({ subject: 'S', mjml }, { partials: new FilePartials() });
  const { text } = template.render(renderContext({ segments: new Set(['new-customers']) }));
  expect(text).toContain('Welcome!');
});

it('the templates of the demo show nothing without a fallback', async () => {
  const folder = join(findTemplatesFolder('starters'), '../../demo');
  const { templates } = JSON.parse(readFileSync(join(folder, 'business.json'), 'utf8')) as {
    templates: { file: string; subject: string; preheader: string }[];
  };
  expect(templates.length).toBeGreaterThan(0);
  for (const { file, ...lines } of templates) {
    const mjml = readFileSync(join(folder, 'templates', file), 'utf8');
    const { uses } = await compileTemplate({ ...lines, mjml }, { partials: new FilePartials() });
    expect({ file, open: uses.open }).toEqual({ file, open: [] });
  }
});

describe('the starter templates', () => {
  let starters: StarterTemplate[];

  beforeAll(async () => {
    starters = await loadStarterTemplates();
  });

  it('are all listed', () => {
    const files = readdirSync(findTemplatesFolder('starters')).filter((file) => file.endsWith('.mjml'));
    expect(starters.map(({ key }) => key)).toEqual(KEYS);
    expect(files.sort()).toEqual(KEYS.map((key) => `${key}.mjml`).sort());
  });

  it.each(KEYS)('%s compiles, without anything to criticise, for a contact of whom little is known', async (key) => {
    const starter = starters.find((one) => one.key === key)!;
    const template = await compileTemplate(starter, { partials: new FilePartials() });
    const context = renderContext({ contact: { email: 'ada@example.com' } });
    const mail = template.render(context);
    const size = Buffer.byteLength(mail.html);
    const internal = key === 'sales-notification';
    expect(template.warnings).toEqual([]);
    expect(lintMail(template, mail, { context, size }).map(({ code }) => code)).toEqual(
      internal ? ['missing_unsubscribe'] : [],
    );
    expect(template.uses.segments.map(({ name }) => name)).toEqual(starter.segments);
    expect(size).toBeLessThan(25_000);
    expect(mail.subject).not.toBe('');
    expect(mail.preheader).not.toBe('');
    expect(mail.text.length).toBeGreaterThan(100);
    if (!internal) expect(mail.text).toContain('https://t.example/u/token');
  });
});
