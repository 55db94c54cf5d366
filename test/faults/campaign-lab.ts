import { CampaignRunner } from '#libs/campaigns';
import { SenderService } from '#libs/delivery';
import { Clock } from '#libs/kernel';
import { MessageClaims } from '#libs/ledger';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestApi, type TestApi, type TestResponse } from '../../apps/api/src/testing/create-test-api.js';
import { startScriptedSmtpServer, type ScriptedSmtpServer, type SmtpScript } from '../smtp/scripted-smtp-server.js';
import { accountFor, type Account, type WrittenMail } from './accounting.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** People of a campaign where the size is not the point; more by TIDINGS_FAULT_CONTACTS (the full run has 5,000). */
export const CONTACTS = Number(process.env['TIDINGS_FAULT_CONTACTS'] ?? 200);
/** Of what is random in a test; printed in its name. */
export const SEED = Number(process.env['TIDINGS_FAULT_SEED'] ?? Date.now() % 1_000_000);
/** C of the table of faults: mails in the state sending. */
export const SENDING_LIMIT = 20;

export interface Report {
  readonly status: string;
  readonly audience: number;
  readonly pending: number;
  readonly sent: number;
  readonly deferred: number;
  readonly failed: number;
  readonly unknown: number;
  readonly bounced: number;
  readonly skipped: Readonly<Record<string, number>>;
}

/** Real time, moved: rows that PostgreSQL stamps and those that the code stamps stay in order. */
class MovedClock extends Clock {
  ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }
}

/** Everybody of one campaign over one scripted mail server. */
export interface Outbreak {
  readonly campaign: number;
  readonly addresses: readonly string[];
  readonly server: ScriptedSmtpServer;
  account(): Promise<Account>;
  report(): Promise<Report>;
  /** Has the sender talk to the same server in another way from now on. */
  change(settings: object): Promise<void>;
}

/** The api with the worker's part done when told, and mail servers that do as the test says. */
export class CampaignLab {
  readonly clock = new MovedClock();
  readonly servers: ScriptedSmtpServer[] = [];
  private made = 0;
  templateId = 0;
  api!: TestApi;

  static async open(): Promise<CampaignLab> {
    const lab = new CampaignLab();
    lab.api = await createTestApi({ clock: lab.clock, env: { TIDINGS_SENDING_LIMIT: String(SENDING_LIMIT) } });
    lab.templateId = await lab.make('/templates', { name: 'News', subject: 'News', html: '<p>Hello</p>' });
    return lab;
  }

  get sender(): SenderService {
    return this.api.app.get(SenderService, { strict: false });
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.stop();
    await this.sender.stop();
    await this.api.close();
  }

  async make(path: string, body: unknown): Promise<number> {
    const answer = await this.api.call('POST', path, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: number }>().id;
  }

  act(campaign: number, action: string): Promise<TestResponse> {
    return this.api.call('POST', `/campaigns/${String(campaign)}/${action}`);
  }

  async report(campaign: number): Promise<Report> {
    return (await this.api.call('GET', `/campaigns/${String(campaign)}/report`)).json<Report>();
  }

  /** A campaign to `count` people of its own by a server that does as `script` says; it has not started. */
  async prepare(script: SmtpScript, count = CONTACTS, settings: object = {}): Promise<Outbreak> {
    const server = await startScriptedSmtpServer(script);
    this.servers.push(server);
    const name = `f${String((this.made += 1))}`;
    const addresses = Array.from({ length: count }, (_, n) => `r${String(n)}@${name}.example`);
    const tags = [name];
    const consents = { newsletter: 'subscribed' };
    for (let at = 0; at < count; at += 1000) {
      const batch = addresses.slice(at, at + 1000).map((email) => ({ email, tags, consents }));
      await this.api.call('POST', '/contacts/batch', batch);
    }
    const over = (more: object) => ({
      transport: { type: 'smtp', settings: { host: '127.0.0.1', port: server.port, pool: 2, ...more } },
    });
    const sender_id = await this.make('/senders', { name, email: `news@${name}.example`, ...over(settings) });
    const change = async (other: object) => {
      const answer = await this.api.call('PATCH', `/senders/${String(sender_id)}`, over(other));
      if (answer.statusCode >= 300) throw new Error(answer.body);
    };
    const condition = { type: 'tag', op: 'has_any_of', value: [name] };
    const audience = { everyone: true, reason: 'test', condition };
    const more = { template_id: this.templateId, topic: 'newsletter', audience, sender_id };
    const campaign = await this.make('/campaigns', { name, ...more });
    const account = () => accountFor(this.api.db, campaign, addresses, writtenBy(server));
    return { campaign, addresses, server, account, change, report: () => this.report(campaign) };
  }

  /** The same, started, with all mails written. */
  async start(script: SmtpScript, count = CONTACTS, settings: object = {}): Promise<Outbreak> {
    const outbreak = await this.prepare(script, count, settings);
    await this.act(outbreak.campaign, 'start');
    await this.advance();
    return outbreak;
  }

  /** What the worker does for campaigns. */
  advance(): Promise<void> {
    return this.api.app.get(CampaignRunner, { strict: false }).advance();
  }

  /** Sends what is due now; resolves when nothing is under way. */
  async send(withinMs = 20_000): Promise<void> {
    const end = Date.now() + withinMs;
    await this.sender.drain();
    while ((await this.underWay()) > 0) {
      if (Date.now() > end) throw new Error('Mails are under way for too long');
      await pause(10);
    }
    await this.advance();
  }

  /** Lets time pass and sends what has become due, until the campaign is at its end. Resolves with how often. */
  async sendToTheEnd(campaign: number, stepMs = HOUR_MS, times = 40): Promise<number> {
    for (let round = 1; round <= times; round += 1) {
      await this.send();
      if ((await this.report(campaign)).status === 'completed') return round;
      this.clock.ahead += stepMs;
    }
    throw new Error(`Not at its end after ${String(times)} rounds: ${JSON.stringify(await this.report(campaign))}`);
  }

  async underWay(): Promise<number> {
    const [row] = await this.api.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM message_queue WHERE state <> 'due'`,
    );
    return row?.n ?? 0;
  }

  /** Frees what processes held whose lease has ended. */
  expire(): Promise<number> {
    return this.api.app.get(MessageClaims, { strict: false }).expire();
  }
}

/** What a server took in, whatever it answered. A body without a head was for a recipient that it had refused. */
export function writtenBy({ arrived }: ScriptedSmtpServer): WrittenMail[] {
  return arrived.flatMap(({ to, body }) => {
    const messageId = /^Message-ID:\s*(<[^>]+>)/im.exec(body)?.[1];
    return messageId === undefined ? [] : [{ to, messageId }];
  });
}

/** Waits until something is so. */
export async function until(what: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await what())) {
    if (Date.now() > end) throw new Error(`Not so within ${String(withinMs)} ms`);
    await pause(5);
  }
}
