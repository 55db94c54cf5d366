import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LiveTopics } from '#libs/kernel';
import { createTestApi, type TestApi } from '../testing/create-test-api.js';

describe('live topics', () => {
  let api: TestApi;
  let url: string;
  let reads = 0;
  const progress = new Map<number, object | null>([[1, { done: 0 }]]);

  beforeAll(async () => {
    api = await createTestApi();
    api.app.get(LiveTopics).register('thing', (id) => {
      reads += 1;
      return Promise.resolve(progress.get(id) ?? null);
    });
    await api.app.listen(0, '127.0.0.1');
    url = await api.app.getUrl();
  });
  afterAll(() => api.close());

  async function open(topics: string): Promise<{ next: () => Promise<unknown>; close: () => void }> {
    const leave = new AbortController();
    const answer = await fetch(`${url}/api/v1/live?topics=${topics}`, {
      headers: { authorization: `Bearer ${api.adminKey}` },
      signal: leave.signal,
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const messages = readMessages(answer.body as unknown as AsyncIterable<Uint8Array>);
    return {
      next: async () => (await messages.next()).value as unknown,
      close: () => {
        leave.abort();
      },
    };
  }

  async function* readMessages(stream: AsyncIterable<Uint8Array>): AsyncGenerator {
    let text = '';
    for await (const chunk of stream) {
      text += Buffer.from(chunk).toString();
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        if (block.startsWith('data: ')) yield JSON.parse(block.slice(6));
      }
    }
  }

  it('tell the state at once and again when it has changed', async () => {
    const live = await open('thing:1,thing:2');
    expect(await live.next()).toEqual({ topic: 'thing:1', done: 0 });
    expect(await live.next()).toEqual({ topic: 'thing:2', state: null });
    progress.set(1, { done: 5 });
    expect(await live.next()).toEqual({ topic: 'thing:1', done: 5 });
    live.close();
  });

  it('are there for all that the web app watches', () => {
    expect(api.app.get(LiveTopics).names).toEqual(expect.arrayContaining(['campaign', 'import', 'segment']));
  });

  it('tell of a campaign how many mails are in which state', async () => {
    const [campaign] = await api.db.query<{ id: number }>(
      `WITH made AS (INSERT INTO templates (name, subject, html) VALUES ('T', 'Hi', '<p>Hi</p>') RETURNING id)
       INSERT INTO campaigns (name, template_id, topic_id, audience, status)
       SELECT 'C', made.id, topics.id, '{"include": []}', 'sending' FROM made, topics LIMIT 1 RETURNING campaigns.id`,
    );
    const id = campaign!.id;
    const live = await open(`campaign:${String(id)}`);
    expect(await live.next()).toEqual({ topic: `campaign:${String(id)}`, status: 'sending', messages: {} });
    await api.db.execute(
      `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class)
       SELECT n, 'campaign', $1, '1', 'marketing' FROM generate_series(1, 3) n`,
      [id],
    );
    expect(await live.next()).toMatchObject({ messages: { pending: 3 } });
    await api.db.execute(`UPDATE campaigns SET status = 'completed' WHERE id = $1`, [id]);
    expect(await live.next()).toMatchObject({ status: 'completed', messages: { pending: 3 } });
    live.close();
  });

  it('are read once for all who watch', async () => {
    progress.set(3, { done: 0 });
    const many = await Promise.all(Array.from({ length: 20 }, () => open('thing:3')));
    await Promise.all(many.map((live) => live.next()));
    const before = reads;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(reads - before).toBeLessThanOrEqual(3);
    progress.set(3, { done: 1 });
    expect(await Promise.all(many.map((live) => live.next()))).toEqual(many.map(() => ({ topic: 'thing:3', done: 1 })));
    many.forEach((live) => {
      live.close();
    });
  });

  it('are read no more when nobody watches', async () => {
    const live = await open('thing:4');
    await live.next();
    live.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = reads;
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(reads).toBe(before);
  });

  it.each([
    '',
    'thing',
    'thing:0',
    'thing:x',
    'nothing:1',
    Array.from({ length: 21 }, (_, i) => `thing:${String(i + 1)}`).join(),
  ])('refuse "%s"', async (topics) => {
    const answer = await api.call('GET', `/live?topics=${topics}`);
    expect([answer.statusCode, answer.json<{ errors: { path: string }[] }>().errors[0]!.path]).toEqual([422, 'topics']);
  });
});
