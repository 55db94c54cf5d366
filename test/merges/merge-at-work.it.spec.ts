import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MergeSettler } from '#libs/contacts';
import { LinkSigner } from '#libs/delivery';
import { MessageResults } from '#libs/ledger';
import { loadRecipientFacts } from '../../libs/delivery/src/gate/recipient-facts.js';
import { FrequencyCaps } from '../../libs/delivery/src/gate/frequency-caps.js';
import { AutomationLab, DAY_MS, type EnrolmentRow, HOUR_MS } from '../automations/automation-lab.js';

describe('merging while work goes on', () => {
  let lab: AutomationLab;
  let settler: MergeSettler;

  beforeAll(async () => {
    lab = await AutomationLab.open();
    settler = lab.api.app.get(MergeSettler, { strict: false });
  });
  afterAll(() => lab.close());

  const merge = (keep: number, gone: number): Promise<unknown> =>
    lab.call('POST', '/contacts/merge', { keep, merge: gone });
  const unmerge = (id: number): Promise<unknown> => lab.call('POST', `/contacts/${id}/unmerge`);
  const countOf = async (table: string, contact: number): Promise<number> => {
    const [row] = await lab.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE contact_id = $1`, [
      contact,
    ]);
    return row?.n ?? 0;
  };
  const unique = (): string => String(Math.random()).slice(2);

  describe('segments', () => {
    const membersOf = async (segment: number): Promise<number[]> =>
      (await lab.call<{ data: { id: number }[] }>('GET', `/segments/${segment}/members`)).data.map(({ id }) => id);
    const segment = async (body: object): Promise<number> => {
      const { id } = await lab.call<{ id: number }>('POST', '/segments', { name: unique(), ...body });
      await lab.buildSegments();
      return id;
    };
    const countIn = async (id: number): Promise<number> =>
      (await lab.call<{ count: number }>('GET', `/segments/${id}`)).count;

    it('static ones keep their member, dynamic ones judge the kept contact by all that it has now', async () => {
      const event = `buy_${unique()}`;
      const list = await segment({ kind: 'static' });
      const often = await segment({ condition: { type: 'event', event, measure: 'count', op: 'gte', value: 2 } });
      const never = await segment({
        condition: {
          all: [
            { not: { type: 'event', event, measure: 'count', op: 'gte', value: 1 } },
            { type: 'tag', op: 'has_any_of', value: [event] },
          ],
        },
      });
      const [keep, gone] = [await lab.contact({ tags: [event] }), await lab.contact()];
      await lab.call('PUT', `/segments/${list}/members/${gone}`);
      await lab.event(gone, event);
      await lab.event(gone, event);
      await lab.settle();
      expect([await membersOf(often), await membersOf(never)]).toEqual([[gone], [keep]]);
      await merge(keep, gone);
      await lab.settle();
      expect([await membersOf(list), await membersOf(often), await membersOf(never)]).toEqual([[keep], [keep], []]);
      expect([await countIn(list), await countIn(often), await countIn(never)]).toEqual([1, 1, 0]);
      const history = await lab.db.query(
        `SELECT contact_id, entered, why->>'cause' AS cause FROM segment_history WHERE segment_id = $1 ORDER BY id`,
        [never],
      );
      expect(history).toMatchObject([
        { contact_id: keep, entered: true },
        { contact_id: keep, entered: false },
      ]);
      await unmerge(gone);
      await lab.settle();
      expect([await membersOf(list), await membersOf(often), await membersOf(never)]).toEqual([[gone], [gone], [keep]]);
      expect([await countIn(list), await countIn(often), await countIn(never)]).toEqual([1, 1, 1]);
    });

    it('that the person enters only now start automations, those where one of the two was in do not', async () => {
      const event = `visit_${unique()}`;
      const counted = (value: number) => ({ type: 'event', event, measure: 'count', op: 'gte', value });
      const [one, two] = [await segment({ condition: counted(1) }), await segment({ condition: counted(2) })];
      const entry = { again: 'after_exit' };
      const steps = { start: 's1', steps: { s1: { type: 'exit' } } };
      const into = (id: number) =>
        lab.publish({ triggers: [{ type: 'segment_entered', segment: id }], entry, ...steps });
      const [first, second] = [await into(one), await into(two)];
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      await lab.event(keep, event);
      await lab.event(gone, event);
      await lab.settle();
      expect([(await lab.enrolments(first)).length, (await lab.enrolments(second)).length]).toEqual([2, 0]);
      await merge(keep, gone);
      await lab.settle();
      expect([(await lab.enrolments(first)).length, (await lab.enrolments(second)).length]).toEqual([2, 1]);
    });
  });

  describe('automations', () => {
    const stateOf = ({ contact_id: id, state, exit_reason: reason, step }: EnrolmentRow): string =>
      `${String(id)} ${state}${reason ? `:${reason}` : ''} ${step}`;
    const twoWaits = {
      start: 's1',
      steps: {
        s1: { type: 'wait', for: '1h', next: 's2' },
        s2: { type: 'add_tag', tag: 'moved', next: 's3' },
        s3: { type: 'wait', for: '1d', next: null },
      },
    };
    const started = async (entry?: object): Promise<{ id: number; go: (contact: number) => Promise<void> }> => {
      const event = `go_${unique()}`;
      const id = await lab.publish({ triggers: [{ type: 'event', event }], ...(entry ? { entry } : {}), ...twoWaits });
      return {
        id,
        go: async (contact) => {
          await lab.event(contact, event);
          await lab.settle();
        },
      };
    };

    it.each(['kept', 'merged'])(
      'of two runs the one goes on that has come further: the %s contact’s',
      async (ahead) => {
        const { id, go } = await started();
        const [keep, gone] = [await lab.contact(), await lab.contact()];
        const [front, back] = ahead === 'kept' ? [keep, gone] : [gone, keep];
        await go(front);
        await lab.pass(2 * HOUR_MS);
        await go(back);
        await merge(keep, gone);
        const states = (await lab.enrolments(id)).map(stateOf);
        expect(states.sort()).toEqual([`${keep} active s3`, `${keep} exited:merged s1`].sort());
        await unmerge(gone);
        const again = (await lab.enrolments(id)).map(stateOf);
        expect(again.sort()).toEqual([`${front} active s3`, `${back} active s1`].sort());
        await lab.pass(2 * HOUR_MS);
        await lab.pass(2 * DAY_MS);
        expect((await lab.enrolments(id)).map(({ state }) => state)).toEqual(['completed', 'completed']);
      },
    );

    it('nobody goes through twice where one of the two has been through', async () => {
      const { id, go } = await started();
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      await go(gone);
      await lab.pass(2 * HOUR_MS);
      await lab.pass(2 * DAY_MS);
      await go(keep);
      await merge(keep, gone);
      expect((await lab.enrolments(id)).map(({ state, exit_reason: why }) => why ?? state).sort()).toEqual([
        'completed',
        'merged',
      ]);
      await go(keep);
      expect(await lab.enrolments(id)).toHaveLength(2);
    });

    it('a run of the merged contact alone goes on for the kept one, with its record', async () => {
      const { id, go } = await started({ again: 'after_exit' });
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      await go(gone);
      await merge(keep, gone);
      await lab.pass(2 * HOUR_MS);
      expect(await lab.path(id, keep)).toEqual(['s1:next', 's2:next']);
      expect(await lab.tags(keep)).toEqual(['moved']);
      expect(await countOf('enrolment_steps', gone)).toBe(0);
    });

    it('goals look at what came over', async () => {
      const event = `goal_${unique()}`;
      const goal = { condition: { type: 'event', event, measure: 'count', op: 'gte', value: 1 } };
      const id = await lab.publish({ triggers: [{ type: 'tag_added', tag: event }], goal, ...twoWaits });
      const [keep, gone] = [await lab.contact({ tags: [event] }), await lab.contact()];
      await lab.event(gone, event);
      await lab.settle();
      await merge(keep, gone);
      await lab.settle();
      expect((await lab.enrolments(id)).map(({ state }) => state)).toEqual(['converted']);
    });

    it('timers and what has fired come over and go back', async () => {
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      const { id } = await started();
      const rows = `
        INSERT INTO trigger_timers (contact_id, automation_id, trigger, subject, due_at, event) VALUES
          ($1, $3, 't', 'cart 1', $4, '{}'), ($1, $3, 't', 'cart 2', $4, '{}'),
          ($2, $3, 't', 'cart 2', $4::timestamptz + interval '1 d', '{}')`;
      await lab.db.execute(rows, [gone, keep, id, new Date(lab.clock.now().getTime() + DAY_MS)]);
      await lab.db.execute(`INSERT INTO trigger_firings VALUES ($1, $2, 'date 2026', now())`, [gone, id]);
      await merge(keep, gone);
      expect([await countOf('trigger_timers', keep), await countOf('trigger_firings', keep)]).toEqual([2, 1]);
      await unmerge(gone);
      expect([await countOf('trigger_timers', keep), await countOf('trigger_firings', keep)]).toEqual([1, 0]);
      expect([await countOf('trigger_timers', gone), await countOf('trigger_firings', gone)]).toEqual([2, 1]);
      await lab.db.execute('DELETE FROM trigger_timers');
    });
  });

  describe('mails', () => {
    let round = 100;

    /** A mail of a campaign; what waits is in the queue. */
    async function mail(
      contact: number,
      campaign: number,
      state: string,
      more: { occurrence?: string } = {},
    ): Promise<number> {
      const [row] = await lab.db.query<{ id: number }>(
        `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class, state, reason, reserved_at)
         VALUES ($1, 'campaign', $2, $3, 'marketing', $4, $5, now()) RETURNING id`,
        [
          ...[contact, campaign, more.occurrence ?? '1'],
          ['due', 'claimed', 'sending'].includes(state) ? 'pending' : state,
          ['failed', 'unknown', 'skipped'].includes(state) ? 'for.a.test' : null,
        ],
      );
      if (['due', 'claimed', 'sending'].includes(state)) {
        await lab.db.execute(
          `INSERT INTO message_queue (message_id, priority, source_kind, source_id, lane, due_at, state)
           VALUES ($1, 5, 'campaign', $2, $2, now() + interval '1 d', $3)`,
          [row!.id, campaign, state],
        );
      }
      return row!.id;
    }
    const stateOf = async (id: number): Promise<string> => {
      const [row] = await lab.db.query<{ state: string }>(
        `SELECT coalesce(queue.state, nullif(messages.reason, 'for.a.test'), messages.state) AS state FROM messages
         LEFT JOIN message_queue queue ON queue.message_id = id WHERE id = $1`,
        [id],
      );
      return row!.state;
    };

    it.each([
      ['due', 'due', 'due', 'contact.merged'],
      ['due', 'claimed', 'due', 'contact.merged'],
      ['due', 'sending', 'contact.merged', 'sending'],
      ['due', 'sent', 'contact.merged', 'sent'],
      ['claimed', 'unknown', 'contact.merged', 'unknown'],
      ['sent', 'due', 'sent', 'contact.merged'],
      ['sending', 'due', 'sending', 'contact.merged'],
      ['failed', 'due', 'failed', 'due'],
      ['due', 'failed', 'due', 'failed'],
      ['sent', 'sent', 'sent', 'sent'],
    ])('that both were to get: %s and %s become %s and %s', async (own, theirs, ownAfter, theirsAfter) => {
      const campaign = (round += 1);
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      const [ownMail, theirMail] = [await mail(keep, campaign, own), await mail(gone, campaign, theirs)];
      await merge(keep, gone);
      expect([await stateOf(ownMail), await stateOf(theirMail)]).toEqual([ownAfter, theirsAfter]);
      expect([await countOf('messages', keep), await countOf('messages', gone)]).toEqual([2, 0]);
      // Nobody may write the same mail anew.
      expect(
        await lab.db.execute(
          `INSERT INTO messages (contact_id, source_kind, source_id, occurrence, class)
           VALUES ($1, 'campaign', $2, '1', 'marketing') ON CONFLICT DO NOTHING`,
          [keep, campaign],
        ),
      ).toBe(0);
      await unmerge(gone);
      const back = await lab.db.query('SELECT id, occurrence FROM messages WHERE contact_id = $1', [gone]);
      expect(back).toEqual([{ id: theirMail, occurrence: '1' }]);
    });

    it('of three contacts that got the same one all stand in the ledger, and count as the same round', async () => {
      const campaign = (round += 1);
      const [a, b, c] = [await lab.contact(), await lab.contact(), await lab.contact()];
      for (const contact of [a, b, c]) await mail(contact, campaign, 'sent');
      await merge(b, a);
      await merge(c, b);
      const rows = await lab.db.query<{ round: number }>(
        `SELECT occurrence::int AS round FROM messages WHERE contact_id = $1`,
        [c],
      );
      expect(rows).toEqual([{ round: 1 }, { round: 1 }, { round: 1 }]);
      await unmerge(b);
      await unmerge(a);
      expect([await countOf('messages', a), await countOf('messages', b), await countOf('messages', c)]).toEqual([
        1, 1, 1,
      ]);
    });

    it('count under the caps of the kept contact', async () => {
      const campaign = (round += 1);
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      await mail(keep, campaign, 'sent');
      await mail(gone, campaign, 'sent');
      await merge(keep, gone);
      const caps = new FrequencyCaps(lab.db);
      const taken = await caps.look(keep, 0, [{ max: 1, per: '30d' }], lab.clock.now());
      expect(taken).toHaveLength(2);
    });

    it('written for the merged contact at that moment are asked about as the kept one’s until they are moved', async () => {
      const [keep, gone] = [
        await lab.contact({ consents: { newsletter: 'unsubscribed' } }),
        await lab.contact({ consents: { newsletter: 'subscribed' } }),
      ];
      await merge(keep, gone);
      const { contacts, consents } = await loadRecipientFacts(lab.db, [gone], [1], []);
      expect(contacts.get(gone)?.email).toBe((await lab.call<{ email: string }>('GET', `/contacts/${keep}`)).email);
      expect(consents.get(`${gone}:1`)?.status).toBe('unsubscribed');
    });

    it('an address that dies after the merge costs the address, the consents only where it is the one in use', async () => {
      const results = lab.api.app.get(MessageResults, { strict: false });
      const consents = { newsletter: 'subscribed' };
      const [keep, gone] = [await lab.contact({ consents }), await lab.contact({ consents })];
      const [inUse, alias] = (
        await lab.db.query<{ email: string }>('SELECT email FROM contacts WHERE id IN ($1, $2) ORDER BY id', [
          keep,
          gone,
        ])
      ).map(({ email }) => email);
      const dies = async (email: string | undefined): Promise<unknown> => {
        const id = await mail(gone, (round += 1), 'sending');
        const verdict = { state: 'failed', reason: 'smtp.550', response: '550 unknown', bounced: true } as const;
        await results.write([{ id, attempt: 0, contactId: gone, verdict, deadAddress: email }]);
        return (await lab.call<{ consents: unknown }>('GET', `/contacts/${keep}`)).consents;
      };
      await merge(keep, gone);
      expect(await dies(alias)).toEqual({ newsletter: 'subscribed' });
      expect(await dies(inUse)).toEqual({ newsletter: 'cleaned' });
      const suppressed = await lab.db.query('SELECT FROM suppressions WHERE email IN ($1, $2)', [inUse, alias]);
      expect(suppressed).toHaveLength(2);
    });

    it('calls, alerts, returned mail and what readers did come over and go back', async () => {
      const campaign = (round += 1);
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      const id = await mail(gone, campaign, 'sent');
      const statements = [
        `INSERT INTO message_events (message_id, contact_id, kind) VALUES (${id}, $1, 'opened')`,
        `INSERT INTO webhook_deliveries (contact_id, source_kind, source_id, occurrence, url, host, body, due_at,
           created_at, updated_at) VALUES ($1, 'automation', 1, '${id}:s1', '', '', '', now(), now(), now())`,
        `INSERT INTO sales_alerts (contact_id, occurrence, message) VALUES ($1, '${id}:s1', 'call')`,
        `INSERT INTO returned_mails (received_at, source, fingerprint, kind, contact_id) VALUES (now(), 'smtp', '${id}', 'soft', $1)`,
      ];
      for (const statement of statements) await lab.db.execute(statement, [gone]);
      const tables = ['message_events', 'webhook_deliveries', 'sales_alerts', 'returned_mails'];
      const counts = (contact: number) => Promise.all(tables.map((table) => countOf(table, contact)));
      await merge(keep, gone);
      expect([await counts(keep), await counts(gone)]).toEqual([
        [1, 1, 1, 1],
        [0, 0, 0, 0],
      ]);
      await lab.db.execute(`INSERT INTO sales_alerts (contact_id, occurrence, message) VALUES ($1, 'x', 'since')`, [
        keep,
      ]);
      await unmerge(gone);
      expect([await counts(keep), await counts(gone)]).toEqual([
        [0, 0, 1, 0],
        [1, 1, 1, 1],
      ]);
    });
  });

  describe('at the same moment', () => {
    it('two merges that cross: one is made, the other is told', async () => {
      for (let times = 0; times < 5; times += 1) {
        const [a, b] = [await lab.contact(), await lab.contact()];
        const answers = await Promise.all([
          lab.api.call('POST', '/contacts/merge', { keep: a, merge: b }),
          lab.api.call('POST', '/contacts/merge', { keep: b, merge: a }),
        ]);
        expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
      }
    });

    it('as an erasure: either the contact was gone, or it was merged and says so', async () => {
      for (let times = 0; times < 4; times += 1) {
        const [keep, gone] = [await lab.contact(), await lab.contact()];
        const [merged, erased] = await Promise.all([
          lab.api.call('POST', '/contacts/merge', { keep, merge: gone }),
          lab.api.call('POST', `/contacts/${gone}/erase`),
        ]);
        expect([
          [200, 404],
          [404, 200],
        ]).toContainEqual([merged.statusCode, erased.statusCode]);
      }
    });

    it('as an unsubscription by a link: it counts for the kept contact, whichever comes first', async () => {
      for (let times = 0; times < 4; times += 1) {
        const consents = { newsletter: 'subscribed' };
        const [keep, gone] = [await lab.contact({ consents }), await lab.contact({ consents })];
        const signer = lab.api.app.get(LinkSigner, { strict: false });
        const { unsubscribeUrl } = signer.linksFor({ messageId: 0, contactId: gone, topicId: 1 });
        await Promise.all([
          merge(keep, gone),
          lab.api.inject({ method: 'POST', url: new URL(unsubscribeUrl).pathname }),
        ]);
        const contact = await lab.call<{ consents: object }>('GET', `/contacts/${keep}`);
        expect(contact.consents).toEqual({ newsletter: 'unsubscribed' });
      }
    });

    it('as runs that move: none is lost, none is done twice', async () => {
      const event = `run_${unique()}`;
      const steps = {
        start: 's1',
        steps: {
          s1: { type: 'add_tag', tag: event, next: 's2' },
          s2: { type: 'wait', for: '1h', next: null },
        },
      };
      const id = await lab.publish({ triggers: [{ type: 'event', event }], ...steps });
      const people: number[] = [];
      for (let n = 0; n < 8; n += 1) people.push(await lab.contact());
      for (const contact of people) await lab.event(contact, event);
      await Promise.all([
        lab.settle(),
        ...[0, 1, 2, 3].map((n) => merge(people[n] ?? 0, people[n + 4] ?? 0)),
        lab.runner.runDue(),
      ]);
      // A run that a merge held was passed over: the next look finds it.
      await lab.settle();
      lab.clock.advance(5_000);
      await settler.settleDue();
      await lab.pass(2 * HOUR_MS);
      const runs = await lab.enrolments(id);
      const completed = runs.filter(({ exit_reason: reason }) => reason !== 'merged');
      expect(completed.map(({ contact_id: contact }) => contact)).toEqual(people.slice(0, 4));
      expect(new Set(completed.map(({ state }) => state))).toEqual(new Set(['completed']));
    });

    it('as batches, upserts, events, merges of others and the router: nothing fails, nothing is lost', async () => {
      const event = `busy_${unique()}`;
      const people: number[] = [];
      for (let n = 0; n < 12; n += 1) people.push(await lab.contact({ tags: ['busy'] }));
      const emails = await lab.db.query<{ email: string }>(
        'SELECT email FROM contacts WHERE id = ANY($1) ORDER BY id',
        [people],
      );
      const failures: string[] = [];
      const send = async (path: string, body: unknown): Promise<void> => {
        const answer = await lab.api.call('POST', path, body);
        if (answer.statusCode >= 300) failures.push(`${path} ${answer.body}`);
      };
      const all = emails.map(({ email }) => ({ email }));
      const work: Promise<unknown>[] = [];
      for (let turn = 0; turn < 10; turn += 1) {
        work.push(
          send(
            '/contacts/batch',
            all.map((contact) => ({ ...contact, city: `C${turn}`, tags: [`t${turn}`] })).reverse(),
          ),
        );
        work.push(...all.map((contact) => send('/events', { contact, name: event })));
        work.push(...all.map((contact) => send('/contacts', { ...contact, last_name: `L${turn}` })));
        work.push(lab.router.routeAll());
        if (turn > 1 && turn < 8)
          work.push(send('/contacts/merge', { keep: people[turn - 2], merge: people[turn + 4] }));
      }
      await Promise.all(work);
      expect(failures).toEqual([]);
      lab.clock.advance(5_000);
      await settler.settleDue();
      await lab.settle();
      const rows = await lab.db.query<{ n: number; strays: number }>(
        `SELECT count(*)::int AS n, count(*) FILTER (WHERE contacts.id IS NULL)::int AS strays
         FROM events LEFT JOIN contacts ON contacts.id = contact_id WHERE name = $1`,
        [event],
      );
      expect(rows).toEqual([{ n: 120, strays: 0 }]);
    }, 30_000);

    it('what was written about the merged contact by somebody who had found it before is moved later', async () => {
      const event = `late_${unique()}`;
      const [keep, gone] = [await lab.contact(), await lab.contact()];
      const id = await lab.publish({
        triggers: [{ type: 'event', event }],
        start: 's1',
        steps: { s1: { type: 'exit' } },
      });
      await merge(keep, gone);
      const [late] = await lab.db.query<{ id: number }>(
        `INSERT INTO events (contact_id, name, occurred_at) VALUES ($1, $2, now()) RETURNING id`,
        [gone, event],
      );
      await lab.db.execute(
        `INSERT INTO contact_changes (shard, contact_id, dimension, ref) VALUES (mod($1::bigint, 16), $1, $2, $3)`,
        [gone, `event:${event}`, late!.id],
      );
      await lab.settle();
      expect((await lab.enrolments(id)).map(({ contact_id }) => contact_id)).toEqual([keep]);
      lab.clock.advance(10_000);
      expect(await settler.settleDue()).toBeGreaterThan(0);
      expect([await countOf('events', keep), await countOf('events', gone)]).toEqual([1, 0]);
      await unmerge(gone);
      expect([await countOf('events', keep), await countOf('events', gone)]).toEqual([0, 1]);
    });
  });

  it('a history of 20,000 events takes seconds', async () => {
    const [keep, gone] = [await lab.contact(), await lab.contact()];
    // What the planner knows is older than the history: it takes everybody's events for few.
    await lab.db.execute('ANALYZE events');
    await lab.db.execute(
      `INSERT INTO events (contact_id, name, occurred_at)
       SELECT $1, 'page_viewed', now() - n * interval '1 s' FROM generate_series(1, 20000) n`,
      [gone],
    );
    const began = Date.now();
    await merge(keep, gone);
    const merged = Date.now();
    await unmerge(gone);
    expect(await countOf('events', gone)).toBe(20_000);
    expect(merged - began).toBeLessThan(10_000);
    expect(Date.now() - merged).toBeLessThan(10_000);
  }, 60_000);
});
