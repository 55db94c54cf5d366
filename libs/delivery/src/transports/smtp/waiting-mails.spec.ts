import { describe, expect, it } from '@jest/globals';
import type { HandOver, OutgoingMail } from '../mail-transport.js';
import { Transaction } from './transaction.js';
import { WaitingMails } from './waiting-mails.js';

const mail = (key: number, domain: string): OutgoingMail => ({
  ...{ key, from: 'b@bounce.example', to: `r${String(key)}@${domain}`, raw: Buffer.alloc(0) },
});
const yes = (): boolean => true;
const LATER: HandOver = { outcome: 'deferred', phase: 'rcpt', code: 421, response: '421 Later' };

function waitingFor(...domains: readonly string[]): { waiting: WaitingMails; answers: Promise<HandOver>[] } {
  const waiting = new WaitingMails();
  const answers = domains.map(
    (domain, key) =>
      new Promise<HandOver>((answered) => {
        waiting.add(new Transaction(mail(key, domain), answered));
      }),
  );
  return { waiting, answers };
}

const keys = (waiting: WaitingMails, may: (domain: string) => boolean): number[] =>
  Array.from({ length: waiting.count }, () => waiting.next(may)!.mail.key);

describe('mails that wait for a connection', () => {
  it('go in the order in which they came', () => {
    expect(keys(waitingFor('a.example', 'b.example', 'a.example').waiting, yes)).toEqual([0, 1, 2]);
    expect(waitingFor().waiting.next(yes)).toBeUndefined();
  });

  it('let others go before when their domain has enough, and go when there are no others', () => {
    const { waiting } = waitingFor('A.example', 'a.example', 'b.example', 'a.example', 'b.example');
    expect(keys(waiting, (domain) => domain !== 'a.example')).toEqual([2, 4, 0, 1, 3]);
    expect(keys(waitingFor('a.example', 'a.example').waiting, () => false)).toEqual([0, 1]);
  });

  it('are first again when their connection has given them up', () => {
    const { waiting } = waitingFor('a.example', 'b.example');
    const first = waiting.next(yes)!;
    waiting.putBack(first.restart());
    expect(keys(waiting, (domain) => domain !== 'a.example')).toEqual([1, 0]);
  });

  it('are told the same, those of a domain or all', async () => {
    const { waiting, answers } = waitingFor('a.example', 'b.example', 'a.example');
    waiting.tell(LATER, 'a.example');
    expect(await Promise.all([answers[0], answers[2]])).toEqual([LATER, LATER]);
    expect(waiting.count).toBe(1);
    waiting.tell(LATER);
    expect(await answers[1]).toEqual(LATER);
    expect(waiting.count).toBe(0);
  });
});
