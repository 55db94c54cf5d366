import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SendersService } from '#libs/delivery';
import { expectAccounted } from './accounting.js';
import { CampaignLab } from './campaign-lab.js';

// E4 where it is the sender's turn: the database goes while mails are got ready.
const READERS = 30;

let lab: CampaignLab;
beforeAll(async () => {
  lab = await CampaignLab.open();
}, 60_000);
afterAll(() => lab.close());

/** The next look at a sender finds what a killed server says when it is on its way back. */
function failOnce(senders: SendersService): void {
  const resolve = senders.resolve.bind(senders);
  senders.resolve = () => {
    senders.resolve = resolve;
    return Promise.reject(Object.assign(new Error('the database system is starting up'), { code: '57P03' }));
  };
}

it('mails whose sender can not be read for the moment are due at once, and none is put down to its sender', async () => {
  const { campaign, account, report } = await lab.prepare(() => undefined, READERS);
  await lab.act(campaign, 'start');
  await lab.advance();
  failOnce(lab.api.app.get(SendersService, { strict: false }));
  await lab.send();
  expect(await report()).toMatchObject({ status: 'completed', sent: READERS, deferred: 0 });
  expectAccounted(await account());
});
