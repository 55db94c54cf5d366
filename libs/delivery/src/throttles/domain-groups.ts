import { Inject, Injectable } from '@nestjs/common';
import { domainToASCII } from 'node:url';
import { DnsResolver } from '../domains/dns-resolver.js';
import { BoundedMap } from '../reader/bounded-map.js';
import { groupOfExchangers, providerOfDomain } from './mailbox-providers.js';

const REMEMBERED = 50_000;
/** Domains change their mail exchangers rarely. */
const LASTS_MS = 6 * 3_600_000;
/** When no name server answers, it is asked again after this time. */
const RETRY_MS = 60_000;
const MAX_ASKED = 20;
/** Names that nobody can look up (RFC 2606, RFC 6762). */
const RESERVED = /(^|\.)(example|test|invalid|localhost|local|internal)$|(^|\.)example\.(com|net|org)$/;

interface Known {
  readonly group: string | undefined;
  readonly until: number;
}

/**
 * Which recipient domains count together: those of a provider that everybody knows, else those with the same mail
 * exchangers, as far as they are known. Nobody waits for a name server: until it has answered a domain is by itself.
 */
@Injectable()
export class DomainGroups {
  private readonly known = new BoundedMap<string, Known>(REMEMBERED, () => 1);
  private readonly asked = new Set<string>();

  constructor(@Inject(DnsResolver) private readonly dns: DnsResolver) {}

  /** The group of an address: `gmail`, `example.com`. */
  of(address: string): string {
    const domain = domainOfAddress(address);
    const provider = providerOfDomain(domain);
    if (provider !== undefined || RESERVED.test(domain)) return provider ?? domain;
    const known = this.known.get(domain);
    if (!known || known.until < performance.now()) this.ask(domain);
    return known?.group ?? domain;
  }

  /** Resolves when all questions under way are answered. */
  async settled(): Promise<void> {
    while (this.asked.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  private ask(domain: string): void {
    if (this.asked.has(domain) || this.asked.size >= MAX_ASKED) return;
    this.asked.add(domain);
    void this.look(domain).finally(() => this.asked.delete(domain));
  }

  private async look(domain: string): Promise<void> {
    const before = this.known.get(domain)?.group;
    try {
      const group = groupOfExchangers(await this.dns.mx(domain));
      this.known.set(domain, { group, until: performance.now() + LASTS_MS });
    } catch {
      // A name server that does not answer takes nothing away.
      this.known.set(domain, { group: before, until: performance.now() + RETRY_MS });
    }
  }
}

/** In A-labels and lower case. */
export function domainOfAddress(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return /^[\x21-\x7e]*$/.test(domain) ? domain : domainToASCII(domain) || domain;
}

/** As a setting names a group: a provider, or a domain that may be a provider's. */
export function groupOfSetting(name: string): string {
  const domain = domainOfAddress(name);
  return providerOfDomain(domain) ?? domain;
}
