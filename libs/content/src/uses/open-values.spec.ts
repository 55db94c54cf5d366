import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from '../compile-template.js';
import type { TemplateSource } from '../template-source.js';

/** `subject contact.first_name` and so on, of what has no fallback. */
async function openOf(source: Partial<TemplateSource>): Promise<string[]> {
  const { uses } = await compileTemplate({ subject: 'S', html: 'x', ...source });
  return uses.open.map(({ part, names }) => `${part} ${names.join('|')}`);
}

describe('values without a fallback', () => {
  it.each([
    '{{contact.first_name}}',
    '{{upper contact.first_name}}',
    '{{upper text=contact.first_name}}',
    '{{default contact.first_name contact.first_name}}',
    '{{#if contact.last_name}}{{contact.first_name}}{{/if}}',
    '{{#if contact.first_name}}{{else}}{{contact.first_name}}{{/if}}',
    '{{#unless contact.first_name}}{{contact.first_name}}{{/unless}}',
    '{{#eq contact.first_name ""}}{{contact.first_name}}{{/eq}}',
    '{{#ne contact.first_name "Ada"}}{{contact.first_name}}{{/ne}}',
    '{{#segment "vip"}}{{contact.first_name}}{{/segment}}',
    '{{#each event.items}}{{../contact.first_name}}{{/each}}',
    '{{#each event.items}}{{contact.first_name}}{{/each}}',
    '{{@root.contact.first_name}}',
    '<a href="https://a.example/{{contact.first_name}}">x</a>',
  ])('%s is one', async (html) => {
    expect(await openOf({ html })).toEqual(['body contact.first_name']);
  });

  it.each([
    '{{default contact.first_name "friend"}}',
    '{{default contact.first_name ""}}',
    '{{default contact.first_name contact.email}}',
    '{{upper (default contact.first_name "friend")}}',
    '{{#if contact.first_name}}{{contact.first_name}}{{/if}}',
    '{{#if contact.first_name}}{{upper contact.first_name}}{{/if}}',
    '{{#if (and contact.first_name (segment "vip"))}}{{contact.first_name}}{{/if}}',
    '{{#if (or contact.first_name contact.last_name)}}{{contact.first_name}} {{contact.last_name}}{{/if}}',
    '{{#unless contact.first_name}}you{{else}}{{contact.first_name}}{{/unless}}',
    '{{#if (not contact.first_name)}}you{{else}}{{contact.first_name}}{{/if}}',
    '{{#eq contact.first_name ""}}you{{else}}{{contact.first_name}}{{/eq}}',
    '{{#eq contact.country "GB"}}{{contact.country}}{{/eq}}',
    '{{#if contact.first_name}}{{#each event.items}}{{@root.contact.first_name}}{{/each}}{{/if}}',
    '{{#each event.items}}{{this.name}} {{name}}{{/each}}',
    '{{#each event.items as |contact|}}{{contact.first_name}}{{/each}}',
    '{{#if event.items}}{{event.items}}{{/if}}',
    '{{eq contact.first_name "Ada"}}',
    '{{contact.email}} {{contact.id}} {{sender.name}} {{sender.postal_address}} {{unsubscribe_url}} {{view_url}}',
  ])('%s has none', async (html) => {
    expect(await openOf({ html })).toEqual([]);
  });

  it('are found in each part, the preheader in its MJML as well', async () => {
    const mjml =
      '<mjml lang="en"><mj-head><mj-preview>{{contact.city}}</mj-preview></mj-head><mj-body><mj-section><mj-column>' +
      '<mj-text>{{event.total}}</mj-text></mj-column></mj-section></mj-body></mjml>';
    const source = { subject: '{{date event.day}}', html: null, mjml, text: '{{company.name}} {{campaign.name}}' };
    expect(await openOf(source)).toEqual([
      'subject event.day',
      'preheader contact.city',
      'body event.total',
      'text company.name',
      'text campaign.name',
    ]);
  });

  it('name all places of a value once, and know when some mails only show it', async () => {
    const html =
      '{{#segment "vip"}}{{contact.city}}{{/segment}}\n{{contact.city}} {{#segment "vip"}}{{contact.plan}}{{/segment}}';
    const { uses } = await compileTemplate({ subject: 'S', html });
    expect(uses.open).toEqual([
      expect.objectContaining({
        names: ['contact.city'],
        inBlock: false,
        at: [
          { path: 'html', line: 1, column: 19 },
          { path: 'html', line: 2, column: 1 },
        ],
      }),
      expect.objectContaining({ names: ['contact.plan'], inBlock: true }),
    ]);
  });

  it('of several all have to be missing', async () => {
    expect(await openOf({ html: '{{default contact.nickname contact.first_name}}' })).toEqual([
      'body contact.nickname|contact.first_name',
    ]);
  });
});
