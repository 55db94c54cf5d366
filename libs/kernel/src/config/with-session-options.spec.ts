import { describe, expect, it } from '@jest/globals';
import { withSessionOptions } from './with-session-options.js';

const optionsOf = (url: string): string | null => new URL(url).searchParams.get('options');

describe('settings of a session in a URL', () => {
  it('are added to a URL that has none', () => {
    const url = withSessionOptions('postgresql://me:p%40ss@db.example:5433/shop?sslmode=require', '-c search_path=q');
    expect(url).toBe('postgresql://me:p%40ss@db.example:5433/shop?sslmode=require&options=-c%20search_path%3Dq');
  });

  it('stand behind those that a URL brings, and leave a plus in its password alone', () => {
    const url = withSessionOptions(
      'postgres://me:a+b@db.example/shop?options=endpoint%3Dblue%20-c%20jit%3Don',
      '-c x=1',
    );
    expect(optionsOf(url)).toBe('endpoint=blue -c jit=on -c x=1');
    expect(url).toContain('me:a+b@');
  });
});
