import type { DnsResolver } from './dns-resolver.js';
import type { AlternativeRecord, DomainFinding, Judged, WantedRecord } from './domain-records.js';
import { noPublicHost } from './public-host.js';

/** Where this installation is: `host` is null when strangers cannot reach it by a name. */
export interface Here {
  readonly host: string | null;
  readonly publicUrl: string;
}

/** Where returned mail goes, when that has a domain of its own: to the listener of this installation, say. */
export function wantReturnPath(name: string, { host }: Here): WantedRecord {
  const value = host === null ? null : `10 ${host}`;
  return { purpose: 'return_path', type: 'MX', name, value, alternatives: host === null ? [] : [alias(host)] };
}

function alias(host: string): AlternativeRecord {
  const message =
    `Suits when all that ${host} has shall count here, too: its MX, or else its address, and its SPF record. ` +
    'Beside it the name can have no other record. With the MX record the name has an SPF record of its own.';
  return { type: 'CNAME', value: host, message };
}

/** Asks where returned mail would arrive. Throws when no name server answers. */
export async function lookAtReturnPath(
  dns: DnsResolver,
  { name }: WantedRecord,
  here: Here,
): Promise<Judged & Pick<DomainFinding, 'found'>> {
  const [exchangers, [target = null]] = await Promise.all([dns.mx(name), dns.cname(name)]);
  const found = [...(target === null ? [] : [`CNAME ${target}`]), ...exchangers];
  if (exchangers.length > 0) return { found, ...judgeExchangers(exchangers, target) };
  const [addresses, own] = await Promise.all([dns.addresses(name), here.host === null ? [] : dns.addresses(here.host)]);
  return { found: [...found, ...addresses], ...judgeAddresses({ target, addresses, own }, here) };
}

/** One without a name says that the domain takes no mail (RFC 7505). */
function judgeExchangers(exchangers: readonly string[], target: string | null): Judged {
  if (exchangers.every((exchange) => exchange === '' || exchange === '.')) {
    return { status: 'wrong', message: 'The record says that the domain takes no mail, so bounces are lost.' };
  }
  const message = 'There is one. Make sure that it leads to the listener or mailbox of returned mail.';
  return { status: 'ok', message: target === null ? message : `The name stands for ${target}. ${message}` };
}

interface FoundAddresses {
  readonly target: string | null;
  readonly addresses: readonly string[];
  readonly own: readonly string[];
}

/** Without an exchanger mail goes to the address of the name itself (RFC 5321, 5.1). */
function judgeAddresses({ target, addresses, own }: FoundAddresses, { host, publicUrl }: Here): Judged {
  if (addresses.length === 0 && target !== null) {
    const message = `The name stands for ${target}, which has neither an MX record nor an address: bounces are lost.`;
    return { status: 'wrong', message: `${message} Give it an A record, or publish the MX record instead.` };
  }
  if (addresses.length > 0 && (target === host || addresses.some((address) => own.includes(address)))) {
    const message =
      'Returned mail goes to the address of this installation. Its listener must be reachable at port 25.';
    return { status: 'ok', message };
  }
  if (addresses.length > 0) {
    const message = `Without an MX record, returned mail goes to ${addresses.join(', ')}, and nothing is known there.`;
    return { status: 'missing', message: `${message} Publish where it goes, or bounces and complaints are lost.` };
  }
  const message = 'Publish where returned mail goes, or bounces and complaints are lost.';
  return { status: 'missing', message: host === null ? `${message} ${noPublicHost(publicUrl)}` : message };
}
