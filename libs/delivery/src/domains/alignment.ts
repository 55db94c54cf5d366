import type { SenderEntity } from '../senders/sender.entity.js';
import { hasOwnReturnPath, signsItself } from '../transports/open-transport.js';
import { organisationOf, policyFor, type DmarcWalk } from './dmarc-walk.js';
import { tagsOf } from './domain-records.js';

/** Whether what a check looks at belongs to the domain that readers see (RFC 9989, 4.4). */
export interface Alignment {
  /** unknown: nobody has looked yet, or it is up to a provider. */
  readonly status: 'aligned' | 'unaligned' | 'unknown';
  /** Why, and what to do. */
  readonly message: string;
}

/** One that aligns is enough for DMARC; both keep mail believed when one of them breaks on the way. */
export interface SenderAlignment {
  readonly spf: Alignment;
  readonly dkim: Alignment;
}

/** The domain of the return path, as A-labels, beside that of the sender. */
export interface NamePair {
  readonly domain: string;
  readonly returnPath: string;
}

export const NOT_LOOKED: Alignment = { status: 'unknown', message: 'Nobody has looked yet.' };

/** What needs no look at the DNS; null when it does. */
export function knownSpfAlignment({ transport }: SenderEntity, { domain, returnPath }: NamePair): Alignment | null {
  if (hasOwnReturnPath(transport)) {
    const message = `The provider sets the return path: set up one below ${domain} there, and SPF aligns, too.`;
    return { status: 'unknown', message };
  }
  if (returnPath !== domain) return null;
  return { status: 'aligned', message: 'Returned mail goes to the domain that readers see.' };
}

/** Signatures bear the sender's own domain, which aligns by any policy. */
export function judgeDkimAlignment({ transport }: SenderEntity, domain: string, signs: boolean | null): Alignment {
  if (signsItself(transport)) {
    return { status: 'unknown', message: `The provider signs: make sure that it signs for ${domain}.` };
  }
  if (signs === null) return NOT_LOOKED;
  if (signs) return { status: 'aligned', message: `Mails are signed for ${domain}, the domain that readers see.` };
  return { status: 'unaligned', message: 'Mails leave unsigned until the record of the DKIM key is found.' };
}

/** By the records that both domains and their parents have; `aspf=s` asks for the very same domain. */
export function judgeSpfAlignment({ domain, returnPath }: NamePair, own: DmarcWalk, returns: DmarcWalk): Alignment {
  const policies = policyFor(domain, own);
  const tags = tagsOf(policies.length === 1 ? (policies[0] ?? '') : '');
  if (tags.get('aspf')?.toLowerCase() === 's') return unaligned(returnPath, 'the policy asks for the same (aspf=s)');
  if (policies.length === 0) return judgeByNames({ domain, returnPath });
  const organisation = organisationOf(domain, own);
  if (organisation === organisationOf(returnPath, returns)) {
    return { status: 'aligned', message: `${returnPath} and ${domain} both belong to ${organisation}.` };
  }
  return unaligned(returnPath, `it does not belong to ${organisation}`);
}

/** Without any policy nothing says where an organisation ends, so siblings may be strangers. */
function judgeByNames({ domain, returnPath }: NamePair): Alignment {
  if (isBelow(domain, returnPath) || isBelow(returnPath, domain)) {
    return { status: 'aligned', message: `One of ${returnPath} and ${domain} lies within the other.` };
  }
  if (lastLabels(domain) !== lastLabels(returnPath)) return unaligned(returnPath, `it is no part of ${domain}`);
  const message = `Publish the DMARC policy: it says whether ${returnPath} and ${domain} belong together.`;
  return { status: 'unknown', message };
}

function unaligned(returnPath: string, why: string): Alignment {
  const message =
    `Mailbox providers check SPF for ${returnPath}, which does not count for the domain that readers see: ${why}. ` +
    'DMARC then rests on DKIM alone. Choose a return path below the domain of the sender, or leave it empty.';
  return { status: 'unaligned', message };
}

function isBelow(name: string, parent: string): boolean {
  return name.endsWith(`.${parent}`) && parent.includes('.');
}

function lastLabels(name: string): string {
  return name.split('.').slice(-2).join('.');
}
