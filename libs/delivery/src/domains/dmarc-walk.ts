import type { DnsResolver } from './dns-resolver.js';
import { dmarcNames, isDmarc, tagsOf } from './domain-records.js';

/** What stands at a domain; several policies are as good as none (RFC 9989, 4.10). */
export interface PolicyPlace {
  readonly domain: string;
  readonly policies: readonly string[];
}

/** A domain and its parents, the domain first. */
export type DmarcWalk = readonly PolicyPlace[];

const PREFIX = '_dmarc.';

/**
 * Asks at the domain and above. Throws when no name server answers; a parent's that keeps silent (those of some top-level
 * domains do) counts as one without a policy where a nearer one has been found.
 */
export async function walkDmarc(dns: DnsResolver, domain: string): Promise<DmarcWalk> {
  const names = dmarcNames(domain);
  const answers = await Promise.allSettled(names.map((name) => dns.txt(name)));
  const walk = answers.map((answer, at) => ({
    domain: (names[at] ?? '').slice(PREFIX.length),
    policies: answer.status === 'fulfilled' ? answer.value.filter(isDmarc) : [],
  }));
  const failed = answers.findIndex(({ status }) => status === 'rejected');
  const found = walk.findIndex(({ policies }) => policies.length > 0);
  if (failed >= 0 && (found < 0 || failed < found)) throw (answers[failed] as PromiseRejectedResult).reason;
  return walk;
}

/** The domain that stands for everything below it, as far as records say so; the domain itself when none does. */
export function organisationOf(domain: string, walk: DmarcWalk): string {
  const valid = walk.filter(({ policies }) => policies.length === 1);
  for (const place of valid) {
    const psd = tagsOf(place.policies[0] ?? '').get('psd');
    if (psd === 'n') return place.domain;
    if (psd === 'y' && place.domain !== domain) return oneBelow(place.domain, domain);
  }
  return valid.at(-1)?.domain ?? domain;
}

/** What holds for mail from the domain: its own policy, else that of its organisation. */
export function policyFor(domain: string, walk: DmarcWalk): readonly string[] {
  const at = (name: string): readonly string[] => walk.find((place) => place.domain === name)?.policies ?? [];
  const nearest = walk.find(({ policies }) => policies.length > 0)?.policies ?? [];
  return [at(domain), at(organisationOf(domain, walk)), nearest].find((policies) => policies.length > 0) ?? [];
}

/** `shop.co.example` below `co.example` on the way from `a.shop.co.example`. */
function oneBelow(parent: string, domain: string): string {
  return domain
    .split('.')
    .slice(-(parent.split('.').length + 1))
    .join('.');
}
