import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const inSegment = (segment: number): Record<string, unknown> => ({ type: 'segment', op: 'in', segment });
const tagged = (tag: string): Record<string, unknown> => ({ type: 'tag', op: 'has_any_of', value: [tag] });

const segmentOf = async (tag: string): Promise<number> => {
  const { id } = await lab.call<{ id: number }>('POST', '/segments', { name: tag, condition: tagged(tag) });
  await lab.buildSegments();
  return id;
};

const addTag = async (contact: number, tag: string): Promise<void> => {
  await lab.call('PUT', `/contacts/${String(contact)}/tags/${tag}`);
};

describe('automations and segments', () => {
  it('begin when a contact enters a segment and when it leaves', async () => {
    const segment = await segmentOf('buyers');
    const steps = { start: 's1', steps: { s1: { type: 'wait', for: '1d', next: null } } };
    const entered = await lab.publish({ triggers: [{ type: 'segment_entered', segment }], ...steps });
    const left = await lab.publish({ triggers: [{ type: 'segment_left', segment }], ...steps });
    const contact = await lab.contact();
    await addTag(contact, 'buyers');
    await lab.settle();
    expect(await lab.enrolments(entered)).toMatchObject([{ contact_id: contact }]);
    expect(await lab.enrolments(left)).toEqual([]);
    await lab.call('DELETE', `/contacts/${String(contact)}/tags/buyers`);
    await lab.settle();
    expect(await lab.enrolments(left)).toMatchObject([{ contact_id: contact }]);
  });

  it('branch on membership at the moment, wait for it and leave by it', async () => {
    const segment = await segmentOf('members');
    const automation = await lab.publish({
      triggers: [{ type: 'manual' }],
      exit: { condition: tagged('out') },
      start: 's1',
      steps: {
        s1: { type: 'branch', branches: [{ condition: inSegment(segment), next: 's2' }], else: 's3' },
        s2: { type: 'goal' },
        s3: { type: 'wait_for', condition: inSegment(segment), timeout: '7d', then: 's2', else: null },
      },
    });
    const [member, joins, never] = [await lab.contact({ tags: ['members'] }), await lab.contact(), await lab.contact()];
    await lab.settle();
    const contact_ids = [member, joins, never];
    await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_ids });
    await lab.settle();
    await addTag(joins, 'members');
    await lab.settle();
    expect((await lab.enrolments(automation)).map(({ state }) => state)).toEqual(['converted', 'converted', 'active']);
    await lab.pass(7 * DAY_MS);
    expect(await lab.path(automation, never)).toEqual(['s1:else', 's3:else']);
  });

  it('put contacts into static segments and take them out', async () => {
    const { id: segment } = await lab.call<{ id: number }>('POST', '/segments', { name: 'By hand', kind: 'static' });
    const automation = await lab.publish({
      triggers: [{ type: 'manual' }],
      start: 's1',
      steps: {
        s1: { type: 'add_to_segment', segment, next: 's2' },
        s2: { type: 'wait', for: '1d', next: 's3' },
        s3: { type: 'remove_from_segment', segment, next: null },
      },
    });
    const contact = await lab.contact();
    await lab.call('POST', `/automations/${String(automation)}/enrolments`, { contact_id: contact });
    await lab.settle();
    const members = async (): Promise<unknown[]> =>
      (await lab.call<{ data: unknown[] }>('GET', `/segments/${String(segment)}/members`)).data;
    expect(await members()).toMatchObject([{ id: contact }]);
    await lab.pass(DAY_MS);
    expect(await members()).toEqual([]);
  });

  it('refuse to put contacts into a dynamic segment, and segments that are not there', async () => {
    const dynamic = await segmentOf('dynamic');
    const save = (segment: number) =>
      lab.api.call('POST', '/automations', {
        name: 'A',
        triggers: [{ type: 'segment_entered', segment: 999_999 }],
        start: 's1',
        steps: {
          s1: { type: 'add_to_segment', segment, next: 's2' },
          s2: { type: 'branch', branches: [{ condition: inSegment(999_999), next: null }] },
        },
      });
    const answer = await save(dynamic);
    expect(answer.statusCode).toBe(422);
    expect(
      answer
        .json<{ errors: { path: string }[] }>()
        .errors.map(({ path }) => path)
        .sort(),
    ).toEqual(['steps.s1.segment', 'steps.s2.branches[0].condition.segment', 'triggers[0].segment']);
  });

  it('say which segments they use', async () => {
    const segment = await segmentOf('used');
    const automation = await lab.publish({
      triggers: [{ type: 'segment_entered', segment }],
      start: 's1',
      steps: { s1: { type: 'branch', branches: [{ condition: inSegment(segment), next: null }] } },
    });
    const refs = await lab.db.query(
      `SELECT to_kind, to_key FROM document_refs WHERE from_kind = 'automation' AND from_id = $1 ORDER BY 1`,
      [automation],
    );
    expect(refs).toEqual([
      { to_kind: 'segment', to_key: String(segment) },
      { to_kind: 'topic', to_key: 'newsletter' },
    ]);
  });
});
