import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AutomationLab, DAY_MS } from './automation-lab.js';

let lab: AutomationLab;
beforeAll(async () => {
  lab = await AutomationLab.open();
}, 60_000);
afterAll(() => lab.close());

const tagging = (tag: string) => ({
  triggers: [{ type: 'manual' }],
  start: 'hold',
  steps: { hold: { type: 'wait', for: '1d', next: 'mark' }, mark: { type: 'add_tag', tag, next: null } },
});
const path = (id: number, rest: string): string => `/automations/${String(id)}${rest}`;

describe('an earlier version', () => {
  it('is listed with who is under way in it, and shown as it was', async () => {
    const id = await lab.publish(tagging('one'));
    await lab.call('POST', path(id, '/enrolments'), { contact_id: await lab.contact() });
    await lab.publishEdit(id, tagging('two'));
    const { data } = await lab.call<{ data: unknown[] }>('GET', path(id, '/versions'));
    expect(data).toMatchObject([
      { version: 2, current: true, active: 0 },
      { version: 1, current: false, active: 1 },
    ]);
    expect(await lab.call('GET', path(id, '/versions/1'))).toMatchObject(tagging('one'));
    expect((await lab.api.call('GET', path(id, '/versions/9'))).json()).toMatchObject({
      status: 404,
      code: 'automation.no_version',
    });
  });

  it('comes back as the draft, keeps its desk, and takes along those who wait when it is published', async () => {
    const id = await lab.publish(tagging('one'));
    await lab.publishEdit(id, tagging('two'));
    const contact = await lab.contact();
    await lab.call('POST', path(id, '/enrolments'), { contact_id: contact });
    await lab.settle();
    const note = { id: 'n1', text: 'Mind the tag', color: '#2f7d4f', x: 1, y: 2 };
    const { mark } = tagging('two').steps;
    await lab.call('PATCH', path(id, ''), {
      folder: 'Kept',
      notes: [note],
      steps: { ...tagging('two').steps, mark: { ...mark, position: { x: 7, y: 8 } } },
    });

    const draft = await lab.call<{ version: number }>('POST', path(id, '/versions/1/take-back'));
    expect(draft).toMatchObject({
      published_version: 2,
      folder: 'Kept',
      notes: [note],
      steps: { mark: { tag: 'one', position: { x: 7, y: 8 } } },
      problems: [],
    });
    await lab.call('POST', path(id, '/publish'), { migrate: { hold: 'move' } });
    await lab.pass(2 * DAY_MS);
    expect(await lab.tags(contact)).toEqual(['one']);
    const { data } = await lab.call<{ data: unknown[] }>('GET', path(id, '/versions'));
    expect(data).toMatchObject([{ version: 3, current: true }, { version: 2 }, { version: 1 }]);
  });

  it('is not taken back over an edit that somebody made meanwhile', async () => {
    const id = await lab.publish(tagging('one'));
    await lab.publishEdit(id, tagging('two'));
    const answer = await lab.api.inject({
      method: 'POST',
      url: `/api/v1${path(id, '/versions/1/take-back')}`,
      headers: { authorization: `Bearer ${lab.api.adminKey}`, 'if-match': '"1"' },
    });
    expect(answer.statusCode).toBe(412);
  });
});
