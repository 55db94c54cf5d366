import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HitJudge, MessageResults } from '#libs/ledger';
import { LinkSigner } from '#libs/delivery';
import { ReturnsLab, writeDsn, type SentMail } from '../returns/returns-lab.js';
import { SEED } from './campaign-lab.js';

// E12: what comes back may come before our own 250 is stored, in any order and more than once.
const RUNS = Number(process.env['TIDINGS_FAULT_ORDERS'] ?? 6);
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36';

let lab: ReturnsLab;
let people = 0;
beforeAll(async () => {
  lab = await ReturnsLab.open();
}, 60_000);
afterAll(() => lab.close());

/** What happens to one mail, in the order in which it really happens. */
const HAPPENINGS: Readonly<Record<string, (mail: SentMail) => Promise<unknown>>> = {
  stored: (mail) =>
    lab.api.app
      .get(MessageResults, { strict: false })
      .write([{ id: mail.id, attempt: 1, contactId: mail.contactId, verdict: { state: 'sent', response: '250 ok' } }]),
  delivered: (mail) => lab.deliver(mail.returnPath, writeDsn({ mail, action: 'delivered', status: '2.0.0', id: 'd' })),
  opened: (mail) => ask(mail, 'openUrl'),
  bounced: (mail) => lab.deliver(mail.returnPath, writeDsn({ mail, id: 'b' })),
  complained: (mail) => lab.deliver(mail.returnPath, complaintOf(mail)),
};
const ORDER = Object.keys(HAPPENINGS);

function ask({ id, contactId }: SentMail, link: 'openUrl'): Promise<unknown> {
  const links = lab.api.app.get(LinkSigner, { strict: false }).linksFor({ messageId: id, contactId, topicId: 1 });
  const headers = { 'user-agent': CHROME };
  return lab.api.inject({ method: 'GET', url: new URL(links[link]).pathname, headers });
}

function complaintOf(mail: SentMail): string {
  return [
    ...['From: feedback@provider.example', `To: ${mail.returnPath}`, 'Subject: FW: Hi', 'Message-ID: <arf@p.example>'],
    ...[
      'Content-Type: multipart/report; report-type=feedback-report; boundary=f',
      '',
      '--f',
      'Content-Type: text/plain',
    ],
    ...['', 'Abuse.', '--f', 'Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', 'Version: 1'],
    ...[`Original-Rcpt-To: ${mail.email}`, '', '--f', 'Content-Type: message/rfc822', ''],
    ...[`Message-ID: <${mail.messageId}>`, `To: ${mail.email}`, '', 'Hi', '--f--', ''],
  ].join('\r\n');
}

/** All of it in this order; resolves with what is so in the end, without the order in which it is told. */
async function endOf(order: readonly string[]): Promise<unknown> {
  const mail = await lab.sent(`reader${String((people += 1))}@reader.example`, 'sending');
  for (const name of order) {
    await HAPPENINGS[name]!(mail);
    // Opens are gathered for a moment.
    if (name === 'opened') await new Promise((resolve) => setTimeout(resolve, 80));
  }
  await lab.api.app.get(HitJudge, { strict: false }).judgeNew();
  const { state, bounced, complained, events, consent } = await lab.stateOf(mail);
  return { state, bounced, complained, events: [...events].sort(), consent };
}

describe('E12: what comes back', () => {
  it(`has the same end in every order, once or twice (seed ${String(SEED)})`, async () => {
    const inOrder = (await endOf(ORDER)) as { events: string[] };
    expect(inOrder).toMatchObject({ state: 'sent', bounced: true, complained: true });
    expect(inOrder.events).toEqual(['bounced', 'complained', 'opened']);
    const twice = ORDER.filter((name) => name !== 'opened');
    const orders = fc
      .tuple(fc.shuffledSubarray(ORDER, { minLength: ORDER.length }), fc.subarray(twice))
      .map(([order, again]) => [...order, ...again]);
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const { consent, ...end } = (await endOf(order)) as { consent: string };
        const { consent: expected, ...same } = inOrder as unknown as { consent: string };
        expect(end).toEqual(same);
        // Of a bounce and a complaint the first ends the consent; both end it for good.
        expect(['cleaned', 'complained']).toEqual(expect.arrayContaining([consent, expected]));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 60_000);
});
