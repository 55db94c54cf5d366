import { GuardedHttpClient } from '#libs/kernel';
import { expect, it } from '@jest/globals';
import type { HandOver } from '../mail-transport.js';
import { mailbox } from './mailbox.transport.js';

it('refuses for good where no mailbox runs, whatever relay there is', async () => {
  const transport = mailbox.create(
    {},
    { limit: 10, hostname: 'client.example', mailboxPort: 0, http: new GuardedHttpClient() },
  );
  const results: HandOver[] = [];
  const mail = { from: 'a@shop.example', to: 'b@reader.example', raw: Buffer.from('') };
  await transport.send(
    [
      { key: 1, ...mail },
      { key: 2, ...mail },
    ],
    (_key, result) => results.push(result),
  );
  expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  expect(await transport.verify()).toMatchObject({ ok: false, response: expect.stringContaining('does not run') });
  await transport.close();
});
