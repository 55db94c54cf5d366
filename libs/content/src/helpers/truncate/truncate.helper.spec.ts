import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('truncate', () => {
  it('cuts to so many characters, the ellipsis included', async () => {
    expect(await print('{{truncate contact.x 8}}', { x: 'Hello world' })).toBe('Hello w…');
    expect(await print('{{truncate contact.x 11}}', { x: 'Hello world' })).toBe('Hello world');
    expect(await print('{{truncate contact.x 8 end="..."}}', { x: 'Hello world' })).toBe('Hello...');
  });

  it('does not tear apart what a reader sees as one character', async () => {
    expect(await print('{{truncate contact.x 3}}', { x: '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦' })).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…');
  });

  it('counts on across long texts', async () => {
    const x = 'é👩‍👩‍👧‍👦'.repeat(400);
    const shortened = await print('{{truncate contact.x 701}}', { x });
    expect(shortened === `${'é👩‍👩‍👧‍👦'.repeat(350)}…`).toBe(true);
    expect((await print('{{truncate contact.x 800}}', { x })) === x).toBe(true);
  });

  it('leaves the text alone when the data names no length', async () => {
    expect(await print('{{truncate contact.x contact.n}}', { x: 'Hello', n: 'few' })).toBe('Hello');
    expect(await print('{{truncate contact.x contact.n}}', { x: 'Hello', n: -1 })).toBe('Hello');
  });
});
