import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countCrowds, type Visit } from './crowds.js';
import { type HitFacts, judgeMail, type MailFacts, type Verdict } from './judge-mail.js';
import { howAsked } from './request-signs.js';
import { SIGNS } from './signs.js';

const SENT = Date.UTC(2026, 10, 2, 9);
const HOUR = 3_600_000;
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36';
const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const YAHOO = 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html';

let lastId = 0;
function hit(more: Partial<HitFacts>): HitFacts {
  lastId += 1;
  const common = { atMs: SENT + HOUR, ip: '81.2.69.142', userAgent: CHROME, askedAs: null };
  return { id: lastId, kind: 'clicked', linkIndex: 0, ...common, ...more };
}

const open = (more: Partial<HitFacts> = {}): HitFacts => hit({ kind: 'opened', linkIndex: null, ...more });

function judge(hits: readonly HitFacts[], more: Partial<MailFacts> = {}, crowd = 0): Verdict[] {
  return judgeMail({ sentAtMs: SENT, unsubscribedAtMs: [], ...more, hits }, () => crowd);
}

const machines = (verdicts: readonly Verdict[]): boolean[] => verdicts.map(({ machine }) => machine);

describe('one request alone', () => {
  it.each([
    ['a browser that clicks', hit({}), []],
    ['a browser that opens', open(), []],
    ['HEAD', hit({ askedAs: 'head' }), ['head']],
    ['a prefetch', hit({ askedAs: 'prefetch' }), ['prefetch']],
    ['no name', open({ userAgent: '' }), ['no_agent']],
    ['a scanner', hit({ userAgent: 'Mozilla/5.0 (compatible; Barracuda Sentinel)' }), ['program']],
    ['a crawler', open({ userAgent: 'Slackbot-LinkExpanding 1.0' }), ['program']],
    ['an address of a gateway', hit({ ip: '67.231.152.9' }), ['gateway']],
    ['the same, written as IPv6', hit({ ip: '::ffff:67.231.152.9' }), ['gateway']],
    ["Apple's relay that opens", open({ userAgent: 'Mozilla/5.0' }), ['apple_relay']],
    ["Gmail's proxy, hours later", open({ userAgent: GMAIL }), ['image_proxy']],
    ["Gmail's proxy at delivery", open({ userAgent: GMAIL, atMs: SENT + 4_000 }), ['image_proxy', 'at_delivery']],
    ["Yahoo's proxy at delivery", open({ userAgent: YAHOO, atMs: SENT + 4_000 }), ['image_proxy', 'at_delivery']],
    ['a browser that clicks at once', hit({ atMs: SENT + 4_000 }), ['at_delivery']],
    ['a click before the hand-over was answered', hit({ atMs: SENT - 200 }), ['at_delivery']],
  ])('%s', (_name, given, signs) => {
    const [verdict] = judge([given]);
    const enough = signs.reduce((sum, sign) => sum + SIGNS[sign as keyof typeof SIGNS], 0) >= 100;
    expect(verdict).toEqual({ id: given.id, signs, machine: enough });
  });

  it('is a person for a fast click, and a program for HEAD', () => {
    expect(machines(judge([hit({ atMs: SENT + 2_000 }), hit({ askedAs: 'head' })]))).toEqual([false, true]);
  });

  it.each([
    ['HEAD', {}, 'head'],
    ['GET', {}, null],
    ['GET', { 'sec-purpose': 'prefetch;prerender' }, 'prefetch'],
    ['GET', { purpose: 'prefetch' }, 'prefetch'],
    ['GET', { 'x-purpose': 'preview' }, 'prefetch'],
    ['GET', { 'x-moz': 'prefetch' }, 'prefetch'],
    ['GET', { 'sec-purpose': '' }, null],
  ] as const)('%s with %j is asked as %s', (method, headers, asked) => {
    expect(howAsked(method, headers)).toBe(asked);
  });

  it('keeps its verdict when what is known about it was erased', () => {
    expect(judge([open({ userAgent: null, ip: null }), hit({ userAgent: null, askedAs: 'head' })])).toEqual([]);
  });
});

describe('what comes together', () => {
  const clicks = (gapMs: number, links: readonly number[]): HitFacts[] =>
    links.map((linkIndex, index) => hit({ linkIndex, atMs: SENT + HOUR + index * gapMs }));

  it('three links within three seconds are a scanner, from its first click on', () => {
    expect(machines(judge(clicks(1_400, [0, 1, 2])))).toEqual([true, true, true]);
    expect(machines(judge(clicks(1_600, [0, 1, 2])))).toEqual([false, false, false]);
  });

  it('one link clicked ten times in a second is an impatient reader', () => {
    expect(
      machines(
        judge(
          clicks(
            100,
            Array.from({ length: 10 }, () => 4),
          ),
        ),
      ).some(Boolean),
    ).toBe(false);
  });

  it('two links at once are a scanner right after delivery, and two tabs later', () => {
    expect(machines(judge(clicks(300, [0, 1])))).toEqual([false, false]);
    const early = clicks(300, [0, 1]).map((click) => ({ ...click, atMs: click.atMs - HOUR + 3_000 }));
    expect(machines(judge(early))).toEqual([true, true]);
  });

  it('three links within ten seconds are one right after delivery, and a reader with tabs later', () => {
    expect(machines(judge(clicks(4_000, [0, 1, 2])))).toEqual([false, false, false]);
    const early = clicks(4_000, [0, 1, 2]).map((click) => ({ ...click, atMs: click.atMs - HOUR + 1_000 }));
    expect(machines(judge(early))).toEqual([true, true, true]);
  });

  it('a click by the name and from the address of a program is the program’s; one from elsewhere is not', () => {
    const head = hit({ askedAs: 'head' });
    const after = { atMs: head.atMs + 3_000 };
    expect(machines(judge([head, hit(after), hit({ ...after, ip: '81.2.69.143' })]))).toEqual([true, true, false]);
  });

  it('leaves a person alone who clicks a minute after the scanner', () => {
    const verdicts = judge([...clicks(200, [0, 1, 2, 3]), hit({ atMs: SENT + HOUR + 60_000 })]);
    expect(machines(verdicts)).toEqual([true, true, true, true, false]);
  });

  it('an open by the scanner is no open; one from elsewhere is', () => {
    const at = SENT + HOUR + 500;
    const opens = [open({ atMs: at }), open({ atMs: at, ip: '81.2.69.143' }), open({ atMs: at + 60_000 })];
    expect(machines(judge([...clicks(200, [0, 1, 2]), ...opens])).slice(3)).toEqual([true, false, false]);
  });

  it('a click beside an unsubscription is a sign, not a verdict', () => {
    const [click] = judge([hit({})], { unsubscribedAtMs: [SENT + HOUR + 1_000] });
    expect(click).toMatchObject({ signs: ['with_unsubscribe'], machine: false });
  });

  it('a crowd from one address is a sign; with another one, or larger than an office, it is a program', () => {
    expect(machines(judge([hit({})], {}, 12))).toEqual([false]);
    expect(machines(judge([hit({ atMs: SENT + 1_000 })], {}, 12))).toEqual([true]);
    expect(machines(judge([hit({})], {}, 25))).toEqual([true]);
  });

  it('gives the same whatever the order in which hits are read', () => {
    const some = fc.record({
      kind: fc.constantFrom('opened' as const, 'clicked' as const),
      atMs: fc.integer({ min: SENT, max: SENT + 20_000 }),
      linkIndex: fc.nat(4),
      ip: fc.constantFrom('81.2.69.142', '81.2.69.143', null),
    });
    const byId = (verdicts: Verdict[]): Verdict[] => verdicts.sort((a, b) => a.id - b.id);
    fc.assert(
      fc.property(fc.array(some, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (facts, random) => {
        const hits = facts.map((fact) => hit(fact));
        const shuffled = hits.map((one) => [random.next().value as number, one] as const).sort(([a], [b]) => a - b);
        expect(byId(judge(shuffled.map(([, one]) => one)))).toEqual(byId(judge(hits)));
      }),
    );
  });

  it('takes a mail that was asked for a hundred thousand times', () => {
    const start = performance.now();
    judge(Array.from({ length: 100_000 }, (_, n) => hit({ linkIndex: n % 2, atMs: SENT + HOUR + (n >> 6) })));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('crowds', () => {
  const visits = (ip: string, count: number, everyMs: number): Visit[] =>
    Array.from({ length: count }, (_, n) => ({ ip, contactId: n, atMs: SENT + n * everyMs }));

  it('count recipients from five seconds before to five after', () => {
    const crowdOf = countCrowds(visits('81.2.69.142', 100, 1_000));
    expect(crowdOf({ ip: '81.2.69.142', atMs: SENT + 50_000 })).toBe(11);
    expect(crowdOf({ ip: '81.2.69.142', atMs: SENT })).toBe(6);
    expect(crowdOf({ ip: '81.2.69.143', atMs: SENT })).toBe(0);
    expect(crowdOf({ ip: null, atMs: SENT })).toBe(0);
  });

  it('count a recipient once, and nobody behind an address of our own network', () => {
    const again = visits('81.2.69.142', 30, 1).map((visit) => ({ ...visit, contactId: 7 }));
    expect(countCrowds(again)({ ip: '81.2.69.142', atMs: SENT })).toBe(1);
    for (const ip of ['127.0.0.1', '10.1.2.3', '::1', 'fd00::1', '::ffff:192.168.1.1']) {
      expect(countCrowds(visits(ip, 50, 1))({ ip, atMs: SENT })).toBe(0);
    }
  });
});
