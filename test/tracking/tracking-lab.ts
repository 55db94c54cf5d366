import { CampaignRunner } from '#libs/campaigns';
import { SenderService } from '#libs/delivery';
import { Clock } from '#libs/kernel';
import { HitJudge } from '#libs/ledger';
import { simpleParser } from 'mailparser';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestApi, type TestApi, type TestResponse } from '../../apps/api/src/testing/create-test-api.js';
import { startMailSink, type MailSink } from '../support/mail-sink.js';

export const HOUR_MS = 3_600_000;
export const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36';

export interface Report {
  readonly opened: { readonly human: number; readonly machine: number };
  readonly clicked: { readonly human: number; readonly machine: number };
}

/** A mail as its reader got it. */
export interface ReadMail {
  readonly pixel: string | null;
  readonly links: readonly string[];
  readonly preferences: string | null;
}

/** Real time, moved forward. */
class MovedClock extends Clock {
  ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }
}

const UNDER_WAY = `SELECT FROM messages WHERE state IN ('pending', 'claimed', 'sending')`;
const LINKS = 6;

/** The api with a mail server behind it: campaigns really arrive, and readers follow what stands in their mails. */
export class TrackingLab {
  private constructor(
    readonly api: TestApi,
    private readonly sink: MailSink,
    readonly clock: MovedClock,
    private readonly template: number,
  ) {}

  static async open(): Promise<TrackingLab> {
    const sink = await startMailSink();
    const clock = new MovedClock();
    const api = await createTestApi({ clock, env: { SMTP_URL: sink.url } });
    await api.call('POST', '/senders', { name: 'Shop', email: 'news@shop.example', postal_address: '1 Main Street' });
    const links = Array.from(
      { length: LINKS },
      (_, n) => `<a href="https://shop.example/${String(n)}">${String(n)}</a>`,
    );
    const made = await api.call('POST', '/templates', {
      name: 'T',
      subject: 'S',
      html: `<p>${links.join(' ')} <a href="{{preferences_url}}">p</a></p>`,
    });
    return new TrackingLab(api, sink, clock, made.json<{ id: number }>().id);
  }

  async close(): Promise<void> {
    await this.api.app.get(SenderService, { strict: false }).stop();
    await this.api.close();
    await this.sink.stop();
  }

  /** Readers of the newsletter; resolves with their ids. */
  async readers(count: number, consents: Record<string, string> = {}): Promise<number[]> {
    const contacts = Array.from({ length: count }, () => ({
      email: `r${String(Math.random()).slice(2)}@reader.example`,
      consents: { newsletter: 'subscribed', ...consents },
    }));
    const answer = await this.api.call('POST', '/contacts/batch', contacts);
    return answer.json<{ results: { id: number }[] }>().results.map(({ id }) => id);
  }

  /** Sends a campaign to everybody; resolves with its id and the mail of each contact. */
  async campaign(): Promise<{ readonly id: number; readonly mails: ReadonlyMap<number, ReadMail> }> {
    this.sink.mails.length = 0;
    const body = {
      name: 'C',
      template_id: this.template,
      topic: 'newsletter',
      audience: { everyone: true, reason: 't' },
    };
    const { id } = (await this.api.call('POST', '/campaigns', body)).json<{ id: number }>();
    await this.api.call('POST', `/campaigns/${String(id)}/start`);
    await this.api.app.get(CampaignRunner, { strict: false }).advance();
    while ((await this.api.db.query(UNDER_WAY)).length > 0) {
      await this.api.app.get(SenderService, { strict: false }).drain();
      await pause(20);
    }
    const contacts = await this.api.db.query<{ id: number; email: string }>('SELECT id, email FROM contacts');
    const idOf = new Map(contacts.map((contact) => [contact.email, contact.id]));
    const read = this.sink.mails.map(async ({ to, raw }) => [idOf.get(to) ?? 0, await readMail(raw)] as const);
    return { id, mails: new Map(await Promise.all(read)) };
  }

  /** A request of a browser, unless `headers` say otherwise. */
  get(url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET'): Promise<TestResponse> {
    const { pathname } = new URL(url);
    return this.api.inject({ method, url: pathname, headers: { 'user-agent': CHROME, ...headers } });
  }

  /** Waits until hits are written, then does the worker's part. */
  async judge(): Promise<void> {
    await pause(120);
    await this.api.app.get(HitJudge, { strict: false }).judgeNew();
  }

  async report(campaign: number): Promise<Report> {
    const answer = await this.api.call('GET', `/campaigns/${String(campaign)}/report`);
    const { opened, clicked } = answer.json<Report>();
    return { opened, clicked };
  }

  /** What is stored of a contact. */
  async hits(contact: number): Promise<{ opened: number; clicked: number }> {
    const [row] = await this.api.db.query<{ opened: number; clicked: number }>(
      `SELECT count(*) FILTER (WHERE kind = 'opened') AS opened, count(*) FILTER (WHERE kind = 'clicked') AS clicked
       FROM message_events WHERE contact_id = $1`,
      [contact],
    );
    return row!;
  }
}

async function readMail(raw: string): Promise<ReadMail> {
  const { html } = await simpleParser(Buffer.from(raw, 'latin1'));
  const urls = [...(html || '').matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url ?? '');
  return {
    pixel: urls.find((url) => url.includes('/t/o/')) ?? null,
    preferences: urls.find((url) => url.includes('/p/')) ?? null,
    links: urls.filter((url) => url.includes('/t/c/') || url.startsWith('https://shop.example/')),
  };
}
