import { describe, expect, it } from '@jest/globals';
import { readConfig } from '#libs/kernel';
import { secretCheck } from '../doctor/secret.check.js';
import { secretHint } from './secret-hint.js';

const configWith = (env: NodeJS.ProcessEnv) => readConfig({ PORT: '3000', ...env });
const find = (env: NodeJS.ProcessEnv) => secretCheck.run({ config: configWith(env) } as never);

describe('the secret that the stored credentials are encrypted under', () => {
  it('is spoken of, with what to do, as long as it is kept beside them', async () => {
    expect(secretHint(configWith({}))).toEqual({
      what: expect.stringContaining('in the same database'),
      todo: expect.stringContaining('Set TIDINGS_SECRET'),
    });
    expect(await find({})).toMatchObject([
      { state: 'warning', message: expect.stringContaining('Set TIDINGS_SECRET') },
    ]);
  });

  it('is no matter once it is set', async () => {
    const env = { TIDINGS_SECRET: 'x'.repeat(32) };
    expect(secretHint(configWith(env))).toBeNull();
    expect(await find(env)).toMatchObject([{ state: 'ok' }]);
  });
});
