import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('each', () => {
  it('repeats for lists, with index, first and last', async () => {
    const source =
      '{{#each contact.list}}{{#if @first}}<{{/if}}{{@index}}={{this}}{{#if @last}}>{{else}},{{/if}}{{/each}}';
    expect(await print(source, { list: ['a', 'b', 'c'] })).toBe('<0=a,1=b,2=c>');
  });

  it('repeats for own entries of objects, with their keys', async () => {
    const map = Object.assign(Object.create({ inherited: 1 }) as object, { a: 1, b: 2 });
    expect(await print('{{#each contact.map}}{{@key}}={{this}};{{/each}}', { map })).toBe('a=1;b=2;');
  });

  it.each([undefined, null, '', 'text', 5, true, [], {}])('shows its else for %p', async (list) => {
    expect(await print('{{#each contact.list}}x{{else}}nothing{{/each}}', { list })).toBe('nothing');
  });
});
