import { Inject, Injectable } from '@nestjs/common';
import { Config, CredentialSeal, DomainError, GuardedHttpClient } from '#libs/kernel';
import { hostname } from 'node:os';
import { openSecrets } from '../senders/parse-transport.js';
import type { SenderEntity, TransportSetting } from '../senders/sender.entity.js';
import type { MailTransport, TransportRuntime } from '../transports/mail-transport.js';
import { openTransport } from '../transports/open-transport.js';
import { parseSmtpUrl } from '../transports/smtp.params.js';

/** One transport per way out, shared by all senders that use it, open as long as the process lives. */
@Injectable()
export class TransportPool {
  private readonly open = new Map<string, MailTransport>();

  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(GuardedHttpClient) private readonly http: GuardedHttpClient,
    @Inject(CredentialSeal) private readonly seal: CredentialSeal,
  ) {}

  /** Throws `transport.unknown`, `credential.unreadable` or a 422 when the sender's settings can't be used. */
  get(sender: Pick<SenderEntity, 'transport'>): MailTransport {
    // In the clear, for the same secret is sealed otherwise each time.
    const setting = sender.transport ? openSecrets(sender.transport, this.seal) : this.standard();
    const key = JSON.stringify(setting);
    const known = this.open.get(key);
    if (known) return known;
    const made = openTransport(setting, this.runtime());
    this.open.set(key, made);
    return made;
  }

  /** Waits for what is on the wire. */
  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((transport) => transport.close()));
    this.open.clear();
  }

  private runtime(): TransportRuntime {
    const { TIDINGS_SENDING_LIMIT: limit, TIDINGS_MAILBOX_PORT: mailboxPort, TIDINGS_SENDMAIL } = this.config.env;
    const [path, ...args] = TIDINGS_SENDMAIL ?? [];
    const sendmail = path === undefined ? undefined : { path, args };
    return { limit, hostname: hostname(), mailboxPort, sendmail, http: this.http };
  }

  private standard(): TransportSetting {
    const url = this.config.env.SMTP_URL;
    if (!url) throw new DomainError('sender.missing', 'SMTP_URL is not set, and the sender names no transport.');
    return { type: 'smtp', settings: { ...parseSmtpUrl(url) } };
  }
}
