import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { eventually, Installation } from './support/installation.js';
import { type MailSink, startMailSink } from './support/mail-sink.js';

interface Line {
  readonly job?: string;
  readonly request_id?: string;
  readonly request_ids?: readonly string[];
}

describe('the id of a request', () => {
  let sink: MailSink;
  let tidings: Installation;

  beforeAll(async () => {
    sink = await startMailSink();
    tidings = await Installation.start({ SMTP_URL: sink.url, LOG_LEVEL: 'info' }, 1);
  }, 60_000);
  afterAll(async () => {
    await tidings.stop();
    await sink.stop();
  });

  it('stands in the log of every job that the request has led to, up to the mail', async () => {
    await tidings.call('POST', '/senders', { name: 'Shop', email: 'shop@x.example', postal_address: '1 Main Street' });
    const contact = { email: 'ann@x.example', consents: { newsletter: 'subscribed' } };
    await tidings.call('POST', '/contacts', contact);
    const template = await tidings.call('POST', '/templates', { name: 'Hi', subject: 'Hi', html: '<p>Hi</p>' });
    const automation = await tidings.call('POST', '/automations', {
      name: 'Hi',
      triggers: [{ type: 'event', event: 'visited' }],
      start: 'mail',
      steps: { mail: { type: 'send_email', template: template['id'], next: null } },
    });
    await tidings.call('POST', `/automations/${String(automation['id'])}/publish`);

    const event = { contact: { email: contact.email }, name: 'visited' };
    await tidings.call('POST', '/events', event, { 'x-request-id': 'follow-me' });
    await eventually(
      () => Promise.resolve(sink.mails.length),
      (mails) => mails === 1,
      { withinMs: 20_000 },
    );
    const expected = ['changes.route', 'automations.run', 'delivery.send'];
    await eventually(
      () => Promise.resolve(jobsOf(tidings.workerLog(), 'follow-me')),
      (seen) => expected.every((job) => seen.includes(job)),
      { withinMs: 5_000 },
    );
  }, 60_000);
});

/** The jobs whose lines name the request, alone or among others. */
function jobsOf(log: readonly string[], requestId: string): string[] {
  const lines = log.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);
  const named = lines.filter((line) => line.request_id === requestId || line.request_ids?.includes(requestId));
  return [...new Set(named.flatMap(({ job }) => job ?? []))];
}
