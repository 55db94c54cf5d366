import { expect, it } from '@jest/globals';
import { compileTemplate } from '../compile-template.js';

it('knows every field, segment, partial and event path that a template reads, and where', async () => {
  const partials = { find: () => Promise.resolve({ html: '{{contact.owner}}' }) };
  const { uses } = await compileTemplate(
    {
      subject: '{{contact.first_name}}',
      html:
        '<a href="https://a.example/{{contact.plan}}">{{default contact.first_name "x"}}</a>{{> card}}\n' +
        '{{#segment "vip"}}{{#each event.items}}{{this.name}}{{@root.contact.city}}{{/each}}{{else if event.order.total}}{{/segment}}',
    },
    { partials },
  );
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
  expect(names(uses.fields)).toEqual(['city', 'first_name', 'owner', 'plan']);
  expect(names(uses.segments)).toEqual(['vip']);
  expect(names(uses.partials)).toEqual(['card']);
  expect(names(uses.eventPaths)).toEqual(['items', 'order.total']);
  expect(uses.segments[0]?.at).toEqual([{ path: 'html', line: 2, column: 1 }]);
  expect(uses.fields.find(({ name }) => name === 'owner')?.at[0]?.path).toBe('partials.card');
  expect(uses.fields.find(({ name }) => name === 'first_name')?.at).toHaveLength(2);
});
