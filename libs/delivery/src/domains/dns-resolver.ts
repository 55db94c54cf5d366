import { Injectable } from '@nestjs/common';
import { Resolver } from 'node:dns/promises';

/** No such name or no such record, as opposed to a server that did not answer. */
const ABSENT: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);
const TIMEOUT_MS = 3000;

/** Looks at the DNS. Tests put another in its place. */
export abstract class DnsResolver {
  /** TXT records, each with its parts joined; none when there are none. Throws when no server answers. */
  abstract txt(name: string): Promise<string[]>;

  /** Mail exchangers in lower case, the preferred first; none when there are none. Throws when no server answers. */
  abstract mx(name: string): Promise<string[]>;

  /** What the name is an alias of, in lower case; none when it is none. Throws when no server answers. */
  abstract cname(name: string): Promise<string[]>;

  /** IPv4 and IPv6 addresses, aliases followed; none when there are none. Throws when no server answers. */
  abstract addresses(name: string): Promise<string[]>;
}

@Injectable()
export class SystemDnsResolver extends DnsResolver {
  private readonly resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });

  async txt(name: string): Promise<string[]> {
    return orNone(async () => (await this.resolver.resolveTxt(name)).map((parts) => parts.join('')));
  }

  async mx(name: string): Promise<string[]> {
    const found = await orNone(() => this.resolver.resolveMx(name));
    return found.sort((one, other) => one.priority - other.priority).map(({ exchange }) => exchange.toLowerCase());
  }

  async cname(name: string): Promise<string[]> {
    const found = await orNone(() => this.resolver.resolveCname(name));
    return found.map((target) => target.toLowerCase());
  }

  /** A server that fails for one family, as some do for IPv6, takes nothing from the other. */
  async addresses(name: string): Promise<string[]> {
    const families = [() => this.resolver.resolve4(name), () => this.resolver.resolve6(name)];
    const [v4, v6] = await Promise.allSettled(families.map(orNone));
    if (v4?.status === 'fulfilled') return [...v4.value, ...(v6?.status === 'fulfilled' ? v6.value : [])];
    if (v6?.status === 'fulfilled' && v6.value.length > 0) return v6.value;
    throw v4?.reason;
  }
}

async function orNone<Entry>(ask: () => Promise<Entry[]>): Promise<Entry[]> {
  try {
    return await ask();
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
