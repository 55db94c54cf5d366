import { DnsResolver } from '../dns-resolver.js';
import type { SenderDomain } from '../sender-domains.service.js';

/** The DNS as a test wants it. */
export class WrittenDns extends DnsResolver {
  readonly records = new Map<string, string[]>();
  readonly exchangers = new Map<string, string[]>();
  readonly aliases = new Map<string, string[]>();
  readonly hosts = new Map<string, string[]>();
  isDown = false;

  txt(name: string): Promise<string[]> {
    return this.answer(this.records, name);
  }

  mx(name: string): Promise<string[]> {
    return this.answer(this.exchangers, name);
  }

  cname(name: string): Promise<string[]> {
    return this.answer(this.aliases, name);
  }

  addresses(name: string): Promise<string[]> {
    return this.answer(this.hosts, name);
  }

  /** Publishes what Tidings asks for. */
  publish({ records }: SenderDomain, ...purposes: string[]): void {
    const wanted = records.filter(({ purpose }) => purposes.length === 0 || purposes.includes(purpose));
    for (const { name, type, value } of wanted) if (type === 'TXT') this.records.set(name, [value ?? '']);
  }

  private answer(from: ReadonlyMap<string, string[]>, name: string): Promise<string[]> {
    if (this.isDown) return Promise.reject(new Error('queryTxt ETIMEOUT'));
    return Promise.resolve(from.get(name) ?? []);
  }
}
