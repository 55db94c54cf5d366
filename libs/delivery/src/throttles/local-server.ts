import type { SenderEntity } from '../senders/sender.entity.js';

/** These hand over within this host. */
const LOCAL_TYPES: ReadonlySet<string> = new Set(['mailbox', 'sendmail']);
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i;

/** Whether mail of senders without a server of their own stays on this host. */
export function isLocalUrl(smtpUrl: string | undefined): boolean {
  return smtpUrl === undefined || (URL.canParse(smtpUrl) && LOOPBACK.test(new URL(smtpUrl).hostname));
}

/** True when the next server is on this host: it keeps a queue, and what it asks for is about itself. */
export function isLocal({ transport }: Pick<SenderEntity, 'transport'>, defaultIsLocal: boolean): boolean {
  if (!transport) return defaultIsLocal;
  const { host } = transport.settings;
  return LOCAL_TYPES.has(transport.type) || (typeof host === 'string' && LOOPBACK.test(host));
}
