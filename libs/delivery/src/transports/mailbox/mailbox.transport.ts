import { z } from 'zod';
import { defineTransport } from '../define-transport.js';
import type { MailTransport, OnResult, OutgoingMail, TransportCheck, TransportRuntime } from '../mail-transport.js';
import { smtpParams } from '../smtp.params.js';
import { smtp } from '../smtp/smtp.transport.js';

/** It commits once for all connections: more of them make it faster. */
const POOL = 16;

const NOT_RUNNING = 'The built-in mailbox does not run here, and mail of this sender goes nowhere else.';

/** For mail that must never leave the house, whatever SMTP_URL says: the demo business, try-outs. */
export const mailbox = defineTransport({
  type: 'mailbox',
  label: 'Built-in mailbox',
  description: 'Mail can be read under Mailbox and reaches nobody. While a mail server is set, it is refused.',
  params: z.object({}),
  create: (_params, runtime) => openMailbox(runtime),
});

function openMailbox(runtime: TransportRuntime): MailTransport {
  if (!runtime.mailboxPort) return new AbsentMailbox();
  return smtp.create(smtpParams.parse({ host: '127.0.0.1', port: runtime.mailboxPort, pool: POOL }), runtime);
}

/** Refuses for good: what waited for a mailbox to come back would leave at a moment that nobody expects. */
class AbsentMailbox implements MailTransport {
  async send(mails: Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>, onResult: OnResult): Promise<void> {
    for await (const { key } of mails) onResult(key, { outcome: 'failed', phase: 'connect', response: NOT_RUNNING });
  }

  verify(): Promise<TransportCheck> {
    return Promise.resolve({ ok: false, phase: 'connect', response: NOT_RUNNING, secure: false, extensions: [] });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
