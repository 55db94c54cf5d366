import { expect } from '@jest/globals';
import { eventually, type Installation } from '../support/installation.js';
import { startScriptedSmtpServer, type ScriptedSmtpServer } from '../smtp/scripted-smtp-server.js';
import { accountFor, expectAccounted, type Account } from './accounting.js';
import { writtenBy, type Report } from './campaign-lab.js';

/** People of a campaign between processes; 5,000 in the full run. */
export const CONTACTS = Number(process.env['TIDINGS_FAULT_CONTACTS'] ?? 300);

/** A mail server that takes everything, each mail after a while that the test sets. */
export interface SlowServer {
  readonly url: string;
  readonly server: ScriptedSmtpServer;
  delayMs: number;
}

export async function startSlowServer(): Promise<SlowServer> {
  const slow = { delayMs: 0 };
  const server = await startScriptedSmtpServer(({ verb }) =>
    verb === 'DOT' && slow.delayMs > 0 ? { reply: '250 Ok', afterMs: slow.delayMs } : undefined,
  );
  return Object.assign(slow, { server, url: `smtp://127.0.0.1:${String(server.port)}` });
}

/** A campaign of an installation that runs, to people of its own. */
export class InstalledCampaign {
  private constructor(
    private readonly installation: Installation,
    private readonly mailServer: ScriptedSmtpServer,
    readonly id: number,
    readonly addresses: readonly string[],
  ) {}

  static async start(
    installation: Installation,
    { server }: SlowServer,
    name: string,
    count: number,
    html = '<p>Hello</p>',
  ): Promise<InstalledCampaign> {
    const make = async (route: string, body: unknown): Promise<number> =>
      (await installation.call<{ id: number }>('POST', route, body)).id;
    const addresses = Array.from({ length: count }, (_, n) => `r${String(n)}@${name}.example`);
    const consents = { newsletter: 'subscribed' };
    for (let at = 0; at < count; at += 1000) {
      const batch = addresses.slice(at, at + 1000).map((email) => ({ email, tags: [name], consents }));
      await installation.call('POST', '/contacts/batch', batch);
    }
    const template_id = await make('/templates', { name, subject: name, html });
    const condition = { type: 'tag', op: 'has_any_of', value: [name] };
    const audience = { everyone: true, reason: 'test', condition };
    const id = await make('/campaigns', { name, template_id, topic: 'newsletter', audience });
    await installation.call('POST', `/campaigns/${String(id)}/start`);
    return new InstalledCampaign(installation, server, id, addresses);
  }

  /** How many of its mails the server has written. */
  get arrived(): number {
    const mine = new Set(this.addresses);
    return this.mailServer.arrived.filter(({ to }) => mine.has(to)).length;
  }

  async reaches(count: number): Promise<void> {
    await eventually(
      () => Promise.resolve(this.arrived),
      (arrived) => arrived >= count,
      { withinMs: 30_000, everyMs: 5 },
    );
  }

  /** Waits for its end; resolves with the report. */
  completed(withinMs = 60_000): Promise<Report> {
    return eventually(
      () => this.installation.call<Report & Record<string, unknown>>('GET', `/campaigns/${String(this.id)}/report`),
      ({ status }) => status === 'completed',
      { withinMs, everyMs: 200 },
    );
  }

  account(): Promise<Account> {
    return accountFor(this.installation.database.db, this.id, this.addresses, writtenBy(this.mailServer));
  }
}

/** A campaign of which a part is out while the queue goes and comes back, and one that is started by the new one. */
export async function surviveLostQueue(
  installation: Installation,
  mails: SlowServer,
  lose: () => Promise<void>,
): Promise<void> {
  mails.delayMs = 60;
  const running = await InstalledCampaign.start(installation, mails, 'running', CONTACTS);
  await running.reaches(CONTACTS / 10);
  await lose();
  const late = await InstalledCampaign.start(installation, mails, 'late', 20);
  mails.delayMs = 0;
  for (const campaign of [running, late]) {
    expect(await campaign.completed()).toMatchObject({ sent: campaign.addresses.length, unknown: 0, failed: 0 });
    expectAccounted(await campaign.account());
  }
  expect([...installation.workers].filter(({ exitCode }) => exitCode === null)).toHaveLength(1);
}
