import { eventually, type Installation } from '../../support/installation.js';
import type { Person } from './people.js';

/** The two automations under test. */
export interface Journey {
  readonly id: number;
  readonly care: number;
}

const HTML = '<html><body><p>Hello</p></body></html>';
const BATCH = 1_000;

/** Everybody as contacts, a segment, two templates and two automations, all by the API. */
export async function makeJourney(
  installation: Installation,
  hooks: string,
  people: readonly Person[],
): Promise<Journey> {
  const make = async (route: string, body: unknown): Promise<number> =>
    (await installation.call<{ id: number }>('POST', route, body)).id;
  await make('/senders', { name: 'Tidings', email: 'news@sender.example', postal_address: '1 Main Street' });
  await makeContacts(installation, people);
  const condition = { type: 'tag', op: 'has_any_of', value: ['eager'] };
  const eager = await make('/segments', { name: 'Eager', slug: 'eager', condition });
  await eventually(
    () => installation.call<{ status: string }>('GET', `/segments/${String(eager)}`),
    ({ status }) => status === 'ready',
    { withinMs: 30_000 },
  );
  const publish = async (document: object): Promise<number> => {
    const id = await make('/automations', document);
    await installation.call('POST', `/automations/${String(id)}/publish`);
    return id;
  };
  const care = await publish(careDocument());
  const first = await make('/templates', { name: 'First', subject: 'First', html: HTML });
  const second = await make('/templates', { name: 'Second', subject: 'Second', html: HTML });
  return { id: await publish(journeyDocument({ hooks, eager, first, second })), care };
}

async function makeContacts(installation: Installation, people: readonly Person[]): Promise<void> {
  const contacts = people.map(({ email, isEager, subscribed }) => ({
    email,
    tags: isEager ? ['eager'] : [],
    consents: subscribed ? { newsletter: 'subscribed' } : {},
  }));
  for (let at = 0; at < contacts.length; at += BATCH) {
    await installation.call('POST', '/contacts/batch', contacts.slice(at, at + BATCH));
  }
}

const answered = (where?: object): object => ({
  ...{ type: 'event', event: 'answered', measure: 'count', op: 'gte', value: 1, since: 'entry' },
  ...(where ? { where } : {}),
});

interface Parts {
  readonly hooks: string;
  readonly eager: number;
  readonly first: number;
  readonly second: number;
}

/** `again: always`, so that a sign-up that counted twice would show as a second run. */
function journeyDocument({ hooks, eager, first, second }: Parts): object {
  const isPro = { type: 'trigger', property: 'plan', op: 'is', value: 'pro' };
  const isEager = { type: 'segment', op: 'in', segment: eager };
  const saysYes = answered({ property: 'says', op: 'is', value: 'yes' });
  const never = { type: 'event', event: 'never_happens', measure: 'count', op: 'gte', value: 1, since: 'step' };
  const body = { who: '{{contact.email}}' };
  return {
    name: 'Journey',
    triggers: [{ type: 'event', event: 'signed_up' }],
    entry: { again: 'always' },
    start: 'join',
    steps: {
      join: { type: 'add_tag', tag: 'joined', next: 'rest' },
      rest: { type: 'wait', for: '2s', next: 'kind' },
      kind: {
        type: 'branch',
        branches: [
          { condition: isPro, next: 'hook' },
          { condition: isEager, next: 'mail' },
        ],
        else: 'task',
      },
      hook: { type: 'webhook', url: `${hooks}/pro`, body, next: 'listen' },
      mail: { type: 'send_email', template: first, next: 'listen' },
      task: { type: 'create_task', to: 'owner', message: 'Call', next: 'listen' },
      listen: { type: 'wait_for', condition: answered(), then: 'answer', else: null },
      answer: { type: 'branch', branches: [{ condition: saysYes, next: 'patience' }], else: 'regret' },
      patience: { type: 'wait_for', condition: never, timeout: '2s', then: null, else: 'last' },
      regret: { type: 'webhook', url: `${hooks}/no`, body, next: 'last' },
      last: { type: 'send_email', template: second, next: 'finish' },
      finish: { type: 'add_tag', tag: 'finished', next: null },
    },
  };
}

function careDocument(): object {
  return {
    name: 'Care',
    triggers: [{ type: 'tag_added', tag: 'finished' }],
    entry: { again: 'always' },
    start: 'care',
    steps: { care: { type: 'create_task', to: 'owner', message: 'Care', next: null } },
  };
}
