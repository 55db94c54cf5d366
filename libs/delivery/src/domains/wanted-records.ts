import type { SenderEntity } from '../senders/sender.entity.js';
import type { StoredKey } from './dkim-keys.js';
import { dkimValue, type WantedRecord } from './domain-records.js';
import { wantReturnPath, type Here } from './return-path-record.js';
import { namesOf } from './sender-names.js';

/** The records that the names of a sender need, in the order in which they are shown. */
export function recordsOf(sender: SenderEntity, keys: readonly StoredKey[], here: Here): WantedRecord[] {
  const { domain, returnPath } = namesOf(sender);
  const own = keys.map(({ state, selector, publicKey }) => ({
    purpose: state === 'active' ? ('dkim' as const) : ('dkim_next' as const),
    ...{ type: 'TXT' as const, name: `${selector}._domainkey.${domain}`, value: dkimValue(publicKey) },
  }));
  const spf = { type: 'TXT' as const, value: `v=spf1 ${serverOf(sender)} ~all` };
  return [
    ...own.sort((one, other) => one.purpose.localeCompare(other.purpose)),
    { purpose: 'spf', ...spf, name: domain },
    // SPF is asked for the domain of the return path (RFC 7208, 2.4).
    ...(returnPath === domain ? [] : [{ purpose: 'spf_return_path' as const, ...spf, name: returnPath }]),
    { purpose: 'dmarc', type: 'TXT', name: `_dmarc.${domain}`, value: 'v=DMARC1; p=none' },
    // Where the sender has no domain of its own for it, returned mail goes where all mail of its domain goes.
    ...(sender.returnPathDomain === null ? [] : [wantReturnPath(returnPath, here)]),
  ];
}

/** The mail server of the sender, as an SPF mechanism; a beginning, for only its owner knows from where it sends. */
function serverOf({ transport }: SenderEntity): string {
  const host = transport?.settings['host'];
  return typeof host === 'string' && /[a-z]/i.test(host) && host.includes('.') ? `a:${host}` : 'mx a';
}
