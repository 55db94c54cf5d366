import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPurchases } from '../../apps/launcher/src/demo/demo-business.js';
import { LaunchedTidings } from '../setup/launched-tidings.js';
import { makeDataFolder } from '../support/data-folder.js';
import { eventually } from '../support/installation.js';
import { freePort, type MailSink, startMailSink } from '../support/mail-sink.js';

const KEY = 'demo-0123456789-0123456789-0123456789';
const MINUTE_MS = 60_000;

describe('the demo business', () => {
  let dataDir: string;
  let port: number;
  let sink: MailSink;
  let tidings: LaunchedTidings | undefined;

  beforeAll(async () => {
    dataDir = makeDataFolder('demo');
    [port, sink] = await Promise.all([freePort(), startMailSink()]);
  });

  afterAll(async () => {
    await tidings?.stop();
    await sink.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, MINUTE_MS);

  function start(env: Record<string, string> = {}): LaunchedTidings {
    tidings = new LaunchedTidings({ dataDir, port, env: { TIDINGS_API_KEY: KEY, TIDINGS_DEMO: undefined, ...env } });
    return tidings;
  }

  async function get<T>(path: string, init: { method?: string; body?: string } = {}): Promise<T> {
    const headers = { authorization: `Bearer ${KEY}`, ...(init.body ? { 'content-type': 'application/json' } : {}) };
    const answer = await fetch(`http://127.0.0.1:${String(port)}/api/v1${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  const count = async (condition: unknown): Promise<number> => {
    const body = JSON.stringify({ condition });
    return (await get<{ count: number }>('/segments/preview', { method: 'POST', body })).count;
  };
  const list = <T>(path: string): Promise<T[]> => get<{ data: T[] }>(path).then(({ data }) => data);

  it(
    'is loaded at the first start, and taken up again when everything was killed meanwhile',
    async () => {
      const first = start();
      await first.shows('Demo: importing');
      await sleep(1_500);
      await first.killEverything();
      const second = start();
      await second.shows('The demo business is loaded');
      const order = { type: 'event', event: 'order_completed', measure: 'count', op: 'gte', value: 1 };
      expect(await count({ all: [] })).toBe(2_377);
      expect(await count(order)).toBe(2_377);
      expect(await count({ type: 'field', field: 'age_band', op: 'is_not_empty' })).toBe(801);
      const segments = await list<{ slug: string; count: number; status: string }>('/segments');
      expect(segments).toHaveLength(8);
      expect(segments.filter((segment) => segment.count === 0 || segment.status !== 'ready')).toEqual([]);
      expect((await list<{ status: string }>('/automations')).map(({ status }) => status)).toEqual(['live', 'live']);
      const campaigns = await list<{ id: number; status: string }>('/campaigns');
      expect(campaigns.map(({ status }) => status).sort()).toEqual(['completed', 'draft']);
      const sent = campaigns.find(({ status }) => status === 'completed')?.id;
      const report = await get<{ audience: number; sent: number; opened: { human: number } }>(
        `/campaigns/${String(sent)}/report`,
      );
      expect(report.sent).toBe(report.audience);
      expect(report.opened.human).toBeGreaterThan(0);
      // The visits are answered by an automation, which comes to its step for sales a moment later.
      await eventually(
        () => list('/sales/alerts'),
        (alerts) => alerts.length > 0,
        { withinMs: 20_000 },
      );
    },
    4 * MINUTE_MS,
  );

  it('holds all 75,000 purchases, each once however often they were imported', async () => {
    const imports = await list<{ kind: string; status: string; rows: number; failed: number }>('/imports');
    const last = imports.find(({ kind, status }) => kind === 'events' && status === 'completed');
    expect(last).toMatchObject({ rows: 75_000, failed: 0 });
    const of = (op: string, value: number): unknown => ({
      ...{ type: 'event', event: 'order_completed', measure: 'count', op, value },
    });
    const households = new Map<string, number>();
    for (const line of readPurchases(new Date()).split('\n').slice(1)) {
      const household = line.split(',', 2)[1] ?? '';
      households.set(household, (households.get(household) ?? 0) + 1);
    }
    const most = Math.max(...households.values());
    const [none, some, all] = [await count(of('gt', most)), await count(of('gte', most)), await count(of('gte', 1))];
    expect([none, all, households.size]).toEqual([0, 2_377, 2_377]);
    expect(some).toBe([...households.values()].filter((purchases) => purchases === most).length);
  });

  it(
    'is not loaded again, and its mail goes to no relay that is set later',
    async () => {
      await tidings?.stop();
      const again = start({ SMTP_URL: sink.url, TIDINGS_DEMO: '1' });
      await again.ready();
      const contacts = await list<{ id: number; tags: string[] }>('/contacts');
      const visitor = contacts.find(({ tags }) => !tags.includes('interest:catering'));
      const event = { contact: { id: visitor?.id }, name: 'page_viewed', properties: { path: '/catering' } };
      const before = await list<{ status: string }>('/messages?limit=1000');
      await get('/events', { method: 'POST', body: JSON.stringify(event) });
      const isOver = ({ status }: { status: string }): boolean => status === 'failed';
      let failed: { response: string }[] = [];
      while (failed.length === 0) {
        failed = (await list<{ status: string; response: string }>('/messages?limit=1000')).filter(isOver);
        await sleep(200);
      }
      expect(before.filter(isOver)).toEqual([]);
      expect(failed[0]?.response).toMatch(/mailbox does not run/);
      expect(sink.mails).toEqual([]);
      expect(again.output).not.toContain('Demo:');
      expect(await count({ all: [] })).toBe(2_377);
    },
    2 * MINUTE_MS,
  );
});
