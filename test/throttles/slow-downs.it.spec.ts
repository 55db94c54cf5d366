import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '#libs/kernel';
import { createApi } from '../../apps/api/src/create-api.js';
import { CampaignLab, until } from '../faults/campaign-lab.js';
import { startScriptedSmtpServer, type ScriptedSmtpServer, type SmtpAction } from '../smtp/scripted-smtp-server.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** From one step up to the next. */
const STEP_MS = 30 * SECOND_MS;

interface SlowDown {
  readonly domain: string;
  readonly code: string;
  readonly response: string;
  readonly rate: number;
  readonly full_rate: number;
  readonly paused_until: string;
  readonly ends_at: string;
}

interface Pace {
  readonly sent: { readonly last_minute: number; readonly last_hour: number };
  readonly slow_downs: readonly SlowDown[];
  readonly waiting: Readonly<Record<string, number>>;
}

let lab: CampaignLab;
let made = 0;
beforeAll(async () => {
  lab = await CampaignLab.open();
}, 60_000);
afterAll(() => lab.close());

/** A sender by a mail server that answers a recipient of the domains as `answers` says, at the time. */
class Relay {
  private constructor(
    /** By domain; may be changed at any time. */
    readonly answers: Map<string, SmtpAction>,
    readonly server: ScriptedSmtpServer,
    readonly sender: number,
  ) {}

  static async open(refusals: Readonly<Record<string, SmtpAction>>, settings: object = {}): Promise<Relay> {
    const answers = new Map(Object.entries(refusals));
    const server = await startScriptedSmtpServer(({ verb, line }) =>
      verb === 'RCPT' ? answers.get(/@([^>]*)>/.exec(line)?.[1] ?? '') : undefined,
    );
    lab.servers.push(server);
    const name = `s${String((made += 1))}`;
    const transport = { type: 'smtp', settings: { host: '127.0.0.1', port: server.port, pool: 1, ...settings } };
    // A server on this host is not believed to be slow for others, unless it is said.
    const more = { transport, limits: { adapt: 'on' } };
    const sender = await lab.make('/senders', { name, email: `news@${name}.example`, ...more });
    return new Relay(answers, server, sender);
  }

  async limit(limits: object): Promise<void> {
    const answer = await lab.api.call('PATCH', `/senders/${String(this.sender)}`, { limits });
    expect(answer.statusCode).toBe(200);
  }

  /** A campaign to people of these domains in turn, written and not sent. Resolves with its id. */
  async write(domains: readonly string[], count: number): Promise<number> {
    const tag = `c${String((made += 1))}`;
    const people = Array.from({ length: count }, (_, n) => ({
      email: `${tag}-${String(n)}@${domains[n % domains.length] ?? ''}`,
      ...{ tags: [tag], consents: { newsletter: 'subscribed' } },
    }));
    await lab.api.call('POST', '/contacts/batch', people);
    const condition = { type: 'tag', op: 'has_any_of', value: [tag] };
    const audience = { everyone: true, reason: 'test', condition };
    const more = { template_id: lab.templateId, topic: 'newsletter', sender_id: this.sender, audience };
    const campaign = await lab.make('/campaigns', { name: tag, ...more });
    await lab.act(campaign, 'start');
    await lab.advance();
    return campaign;
  }

  /** The same, sent as far as it goes. */
  async campaign(domains: readonly string[], count: number): Promise<number> {
    const campaign = await this.write(domains, count);
    await lab.send();
    return campaign;
  }

  /** One mail that somebody asked for. */
  async mail(to: string): Promise<void> {
    await lab.make('/messages', { to, template_id: lab.templateId, sender_id: this.sender });
    await lab.send();
  }

  async pace(): Promise<Pace> {
    return (await lab.api.call('GET', `/senders/${String(this.sender)}/pace`)).json<Pace>();
  }

  /** Its slow-downs, once what was heard is written. */
  async slowed(check: (list: readonly SlowDown[]) => boolean): Promise<readonly SlowDown[]> {
    await until(async () => check((await this.pace()).slow_downs), 5000);
    return (await this.pace()).slow_downs;
  }

  /** How often a recipient of the domain was named. */
  tries(domain: string): number {
    return this.server.log.filter((line) => /RCPT/i.test(line) && line.includes(`@${domain}>`)).length;
  }

  arrived(domain: string): number {
    return this.server.arrived.filter(({ to, body }) => to.endsWith(`@${domain}`) && body !== '').length;
  }
}

describe('a domain that asks for patience', () => {
  it.each([
    ['421-4.7.28 Our system has detected an unusual rate of\n421 4.7.28 mail from you', 'gmail.com', '421 4.7.28', 120],
    ['421 4.7.0 [TSS04] Messages temporarily deferred', 'yahoo.co.uk', '421 4.7.0 TSS04', 300],
    ['451 4.7.650 The mail server has been temporarily rate limited (S775)', 'hotmail.fr', '451 4.7.650', 300],
    ['450 4.7.1 Too much mail from you', 'slow.example', '450 4.7.1', 60],
  ])('%j: mail to it waits, and nobody else loses a try', async (answer, domain, code, waitS) => {
    const relay = await Relay.open({ [domain]: answer });
    const others = ['free.example', 'other.example'];
    const before = lab.clock.now().getTime();
    await relay.campaign([domain, ...others], 30);
    const [slowed, ...rest] = await relay.slowed((list) => list.length > 0);
    expect(rest).toEqual([]);
    expect(slowed).toMatchObject({ domain: groupOf(domain), code, rate: slowed!.full_rate / 2 });
    const pauseMs = new Date(slowed!.paused_until).getTime() - before;
    expect(pauseMs).toBeGreaterThanOrEqual(waitS * SECOND_MS);
    expect(pauseMs).toBeLessThan((waitS + 20) * SECOND_MS);
    for (const other of others) expect([relay.arrived(other), relay.tries(other)]).toEqual([10, 10]);
    expect(relay.arrived(domain)).toBe(0);

    const tries = relay.tries(domain);
    await relay.campaign([domain, 'free.example'], 20);
    expect(relay.tries(domain)).toBe(tries);
    expect(relay.arrived('free.example')).toBe(20);
    expect((await relay.pace()).waiting).toEqual({ 'throttle.slowed': 10 });
    expect((await relay.pace()).sent).toEqual({ last_minute: 30, last_hour: 30 });
  });

  it('gets back its full rate step by step, and loses half of what it has when it asks again', async () => {
    const relay = await Relay.open({ 'slow.example': '450 4.7.1 Too much mail from you' });
    await relay.mail('first@slow.example');
    const [cut] = await relay.slowed((list) => list.length === 1);
    const full = cut!.full_rate;
    expect(cut!.rate).toBe(full / 2);

    relay.answers.delete('slow.example');
    lab.clock.ahead += MINUTE_MS + SECOND_MS;
    const rates = [];
    for (let step = 0; step < 3; step += 1) {
      await relay.mail(`s${String(step)}@slow.example`);
      const before = rates.at(-1) ?? cut!.rate;
      const [now] = await relay.slowed(([one]) => one !== undefined && one.rate > before);
      rates.push(now!.rate);
      // A second success within the step gives nothing more.
      lab.clock.ahead += STEP_MS - 5 * SECOND_MS;
      await relay.mail(`t${String(step)}@slow.example`);
      expect((await relay.pace()).slow_downs[0]!.rate).toBe(now!.rate);
      lab.clock.ahead += 6 * SECOND_MS;
    }
    expect(rates.map((rate) => Math.round((rate / full) * 100))).toEqual([55, 60, 65]);

    relay.answers.set('slow.example', '450 4.7.1 Too much mail from you');
    await relay.mail('again@slow.example');
    const [again] = await relay.slowed(([one]) => one !== undefined && one.rate < 0.6 * full);
    expect(Math.round((again!.rate / full) * 1000)).toBe(325);

    relay.answers.delete('slow.example');
    const end = new Date(again!.ends_at).getTime();
    lab.clock.ahead += MINUTE_MS + SECOND_MS;
    for (let step = 0; (await relay.pace()).slow_downs.length > 0; step += 1) {
      expect(step).toBeLessThan(20);
      await relay.mail(`u${String(step)}@slow.example`);
      await lab.send();
      lab.clock.ahead += STEP_MS + SECOND_MS;
    }
    expect(lab.clock.now().getTime()).toBeGreaterThan(end);
    expect(lab.clock.now().getTime()).toBeLessThan(end + 2 * MINUTE_MS);
  });

  it('is sent to at once when another process lifts it, by the name of any of its domains', async () => {
    const { databaseUrl, adminKey } = lab.api;
    const env = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent', TIDINGS_API_KEY: adminKey };
    const other = await createApi(readConfig(env), lab.clock);
    const relay = await Relay.open({ 'gmail.com': '421 4.7.28 Unusual rate of mail' });
    const lift = (domain: string) =>
      other.inject({
        ...{ method: 'POST', url: `/api/v1/senders/${String(relay.sender)}/pace/lift`, payload: { domain } },
        headers: { authorization: `Bearer ${adminKey}` },
      });
    try {
      await relay.mail('one@gmail.com');
      await relay.slowed((list) => list.length === 1);
      await relay.mail('two@googlemail.com');
      expect(relay.arrived('googlemail.com')).toBe(0);
      expect((await lift('other.example')).statusCode).toBe(404);
      const answer = await lift('GoogleMail.com');
      expect(answer.json<Pace>()).toMatchObject({ slow_downs: [], waiting: { 'throttle.slowed': 1 } });
      await lab.send();
      expect(relay.arrived('googlemail.com')).toBe(1);
      expect((await lift('gmail')).json()).toMatchObject({ code: 'sender.not_slowed' });
    } finally {
      await other.close();
    }
  });

  it('is not slowed for a sender that is told to care for nothing', async () => {
    const relay = await Relay.open({ 'slow.example': '450 4.7.1 Too much mail from you' });
    await relay.limit({ adapt: 'off' });
    await relay.mail('one@slow.example');
    await lab.send();
    expect((await relay.pace()).slow_downs).toEqual([]);
    await relay.mail('two@slow.example');
    expect(relay.tries('slow.example')).toBe(2);
  });
});

describe('a bystander', () => {
  // With one connection there is nobody else to take over from it.
  it.each([1, 3])('does not wait for domains that end each connection with 421 (%i connections)', async (pool) => {
    const relay = await Relay.open(
      { 'slow.example': '421 4.7.0 Go away', 'worse.example': '421 4.3.2 Not now' },
      { pool },
    );
    const started = performance.now();
    const campaign = await relay.campaign(['slow.example', 'free.example', 'worse.example', 'other.example'], 80);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect([relay.arrived('free.example'), relay.arrived('other.example')]).toEqual([20, 20]);
    expect(await lab.report(campaign)).toMatchObject({ sent: 40, deferred: 40, failed: 0, unknown: 0 });
    const slowed = await relay.slowed((list) => list.length === 2);
    expect(slowed.map(({ domain }) => domain)).toEqual(['slow.example', 'worse.example']);
    // One mail each tells of the others: the server is not hammered.
    expect(relay.server.connections).toBeLessThanOrEqual(8);
  });

  it('does not wait behind the campaign to a domain that answers slowly, on the same connections', async () => {
    const relay = await Relay.open({ 'slow.example': { reply: '250 2.1.5 Ok', afterMs: 300 } }, { pool: 2 });
    await relay.write(['slow.example'], 20);
    const sent = lab.send();
    await until(() => relay.tries('slow.example') > 2);
    const receipt = { to: 'reader@free.example', template_id: lab.templateId, sender_id: relay.sender };
    await lab.make('/messages', receipt);
    void lab.sender.drain();
    await until(() => relay.arrived('free.example') === 1, 5000);
    expect(relay.arrived('slow.example')).toBeLessThan(10);
    await sent;
  });

  it('does not wait for a domain that answers slowly, of which few may be under way', async () => {
    const relay = await Relay.open({ 'slow.example': { reply: '250 2.1.5 Ok', afterMs: 400 } }, { pool: 4 });
    await relay.limit({ domains: [{ domain: 'slow.example', at_once: 2 }] });
    await relay.write(['slow.example', 'free.example'], 40);
    const sent = lab.send();
    // Two at a time, they take four seconds.
    await until(() => relay.arrived('free.example') === 20, 3000);
    expect(relay.arrived('slow.example')).toBeLessThan(12);
    await sent;
    await until(async () => {
      await lab.send();
      return relay.arrived('slow.example') === 20;
    });
  });
});

/** Of the domains above. */
function groupOf(domain: string): string {
  const groups = new Map([
    ['gmail.com', 'gmail'],
    ['yahoo.co.uk', 'yahoo'],
    ['hotmail.fr', 'microsoft'],
  ]);
  return groups.get(domain) ?? domain;
}
