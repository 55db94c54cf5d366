import { judgeSpfAlignment, type Alignment, type NamePair } from './alignment.js';
import type { StoredKey } from './dkim-keys.js';
import { policyFor, walkDmarc, type DmarcWalk } from './dmarc-walk.js';
import type { DnsResolver } from './dns-resolver.js';
import {
  judgeDkim,
  judgeDmarc,
  judgeSpf,
  type DomainFinding,
  type Judged,
  type WantedRecord,
} from './domain-records.js';
import { lookAtReturnPath, type Here } from './return-path-record.js';

type Found = Judged & Pick<DomainFinding, 'found'>;

/** One look at the DNS of a sender's names. */
export class DomainLook {
  private readonly walks = new Map<string, Promise<DmarcWalk>>();

  constructor(
    private readonly dns: DnsResolver,
    private readonly here: Here,
    private readonly names: NamePair,
    private readonly keys: readonly StoredKey[],
  ) {}

  async at(record: WantedRecord): Promise<DomainFinding> {
    try {
      return { ...record, ...(await this.ask(record)) };
    } catch (error) {
      return { ...record, status: 'unknown', found: [], message: noAnswer(error) };
    }
  }

  /** Whether SPF counts for the domain that readers see; null when no name server answers. */
  async alignment(): Promise<Alignment | null> {
    const { domain, returnPath } = this.names;
    const walks = await Promise.allSettled([this.walk(domain), this.walk(returnPath)]);
    const [own, returns] = walks.map((walk) => (walk.status === 'fulfilled' ? walk.value : null));
    return own && returns ? judgeSpfAlignment(this.names, own, returns) : null;
  }

  private async ask(record: WantedRecord): Promise<Found> {
    const { purpose, name } = record;
    if (purpose === 'return_path') return lookAtReturnPath(this.dns, record, this.here);
    if (purpose === 'dmarc') {
      const found = policyFor(this.names.domain, await this.walk(this.names.domain));
      return { found, ...judgeDmarc(found) };
    }
    const found = await this.dns.txt(name);
    if (purpose === 'dkim' || purpose === 'dkim_next') return { found, ...this.judgeKey(purpose, found) };
    const judged = { found: found.filter((text) => /^v=spf1/i.test(text)), ...judgeSpf(found) };
    return judged.status === 'missing' ? { ...judged, message: await this.whereSpfIsMissing(record) } : judged;
  }

  private judgeKey(purpose: 'dkim' | 'dkim_next', found: readonly string[]): Judged {
    const key = this.keys.find(({ state }) => state === (purpose === 'dkim' ? 'active' : 'next'));
    const judged = judgeDkim(found, key?.publicKey ?? '');
    if (purpose === 'dkim' || judged.status !== 'missing') return judged;
    return { status: 'missing', message: 'Publish it in advance: then the key can be changed at any time.' };
  }

  private async whereSpfIsMissing({ purpose, name }: WantedRecord): Promise<string> {
    const { message } = judgeSpf([]);
    if (purpose === 'spf_return_path') {
      const [target] = await this.dns.cname(name);
      const why = `Mailbox providers check SPF for ${name}, as returned mail goes there. ${message}`;
      return target === undefined ? why : `${why} The name stands for ${target}: the record belongs there.`;
    }
    if (this.names.returnPath === this.names.domain) return message;
    return `${message} Mailbox providers ask for the domain of returned mail; this one tells them about forgers.`;
  }

  /** Several records are judged by it; it is walked once. */
  private walk(domain: string): Promise<DmarcWalk> {
    const walk = this.walks.get(domain) ?? walkDmarc(this.dns, domain);
    this.walks.set(domain, walk);
    return walk;
  }
}

/** It says nothing about the record. */
export function noAnswer(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `No name server answered (${why}). Try again later.`;
}
