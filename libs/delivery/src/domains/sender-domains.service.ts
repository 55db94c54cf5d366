import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database, type Tx } from '#libs/db';
import { Clock, Config, CredentialSeal, DomainError } from '#libs/kernel';
import { domainToASCII } from 'node:url';
import type { DkimKey } from '../dkim/sign-mail.js';
import type { SenderEntity } from '../senders/sender.entity.js';
import { ensureKeys, readSigningKey, replaceLostKeys, rotateKeys, type StoredKey } from './dkim-keys.js';
import { DnsResolver } from './dns-resolver.js';
import {
  dkimValue,
  dmarcNames,
  type DomainFinding,
  isDmarc,
  judgeDkim,
  judgeDmarc,
  judgeReturnPath,
  judgeSpf,
} from './domain-records.js';

/** What is known about a sender's domain. */
export interface SenderDomain {
  readonly domain: string;
  /** DKIM, SPF and DMARC were all found at the last check. */
  readonly verified: boolean;
  /** Mails are signed: the record of the active key was found. */
  readonly signs: boolean;
  readonly checkedAt: Date | null;
  readonly records: readonly DomainFinding[];
}

interface DomainRow extends Record<string, unknown> {
  readonly verified: boolean;
  readonly signs: boolean;
  readonly checkedAt: Date | null;
  readonly findings: readonly DomainFinding[] | null;
}

const ADD = 'INSERT INTO sender_domains (domain) VALUES ($1) ON CONFLICT DO NOTHING';

const READ = `
  SELECT verified, signs, checked_at AS "checkedAt", findings FROM sender_domains WHERE domain = $1 FOR UPDATE`;

const KEEP = `
  UPDATE sender_domains SET findings = $2, verified = $3, signs = $4, checked_at = $5 WHERE domain = $1`;

const VERIFIED = 'SELECT verified FROM sender_domains WHERE domain = $1';

/** Mail that only fills the built-in mailbox never leaves, so nobody asks for its domain. */
const STAYS_HERE = 'mailbox';

const CACHE_MS = 5000;
const NOT_CHECKED = 'Nobody has looked yet.';

interface Cached {
  readonly until: number;
  readonly key: Promise<DkimKey | null>;
}

/** Domains that mail is sent from: their keys, the records that they need, and whether these are there. */
@Injectable()
export class SenderDomains {
  private readonly keys = new Map<string, Cached>();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(DnsResolver) private readonly dns: DnsResolver,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
    @Inject(CredentialSeal) private readonly seal: CredentialSeal,
    @Inject(Config) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** Makes the domain's keys when it has none yet. */
  async describe(sender: SenderEntity): Promise<SenderDomain> {
    const domain = domainOf(sender);
    return this.db.transaction(async (tx) => {
      const { row, keys } = await this.open(tx, domain);
      const before = new Map(row.findings?.map((finding) => [placeOf(finding), finding]));
      const records = this.recordsOf(sender, keys).map((record) => {
        const known = before.get(placeOf(record));
        const same = known?.purpose === record.purpose && known.value === record.value;
        return same ? known : { ...record, status: 'unknown' as const, found: [], message: NOT_CHECKED };
      });
      return { domain, verified: row.verified, signs: row.signs, checkedAt: row.checkedAt, records };
    });
  }

  /** Looks at the DNS and keeps what is there. A name server that does not answer takes nothing away. */
  async check(sender: SenderEntity): Promise<SenderDomain> {
    const domain = domainOf(sender);
    const keys = await this.db.transaction(async (tx) => (await this.open(tx, domain)).keys);
    const records = await Promise.all(this.recordsOf(sender, keys).map((record) => this.look(record, domain, keys)));
    const checkedAt = this.clock.now();
    const kept = await this.db.transaction(async (tx) => {
      const { row } = await this.open(tx, domain);
      const statusOf = (purpose: DomainFinding['purpose']): string =>
        records.find((record) => record.purpose === purpose)?.status ?? 'unknown';
      const needed = ['dkim', 'spf', 'dmarc'] as const;
      const unanswered = needed.some((purpose) => statusOf(purpose) === 'unknown');
      const verified = unanswered ? row.verified : needed.every((purpose) => statusOf(purpose) === 'ok');
      const signs = statusOf('dkim') === 'unknown' ? row.signs : statusOf('dkim') === 'ok';
      await tx.execute(KEEP, [domain, JSON.stringify(records), verified, signs, checkedAt]);
      return { verified, signs };
    });
    this.keys.delete(domain);
    return { domain, ...kept, checkedAt, records };
  }

  /**
   * Signs with the next key from now on. Throws `sender.key_not_published` while nobody could find its record. Keys
   * that can't be opened any more are replaced: mails leave unsigned until the record of the new one is found.
   */
  async rotate(sender: SenderEntity): Promise<SenderDomain> {
    if (await this.db.transaction((tx) => replaceLostKeys(tx, domainOf(sender), this.seal))) return this.check(sender);
    const { records } = await this.check(sender);
    if (records.find(({ purpose }) => purpose === 'dkim_next')?.status !== 'ok') {
      throw new DomainError('sender.key_not_published');
    }
    await this.db.transaction((tx) => rotateKeys(tx, domainOf(sender), this.seal));
    return this.check(sender);
  }

  /** D66. False where the organisation wants verified domains only, and this is none. */
  async maySend(sender: SenderEntity): Promise<boolean> {
    if (sender.transport?.type === STAYS_HERE || !(await this.organisation.get()).require_verified_domain) return true;
    const [row] = await this.db.query<{ verified: boolean }>(VERIFIED, [domainOf(sender)]);
    return row?.verified ?? false;
  }

  /** What to sign with, at most some seconds old; null while mails leave unsigned. */
  async signingKey(sender: SenderEntity): Promise<DkimKey | null> {
    const domain = domainOf(sender);
    const known = this.keys.get(domain);
    if (known && known.until > performance.now()) return known.key;
    const key = readSigningKey(this.db, domain, this.seal).then((found) => found && { domain, ...found });
    this.keys.set(domain, { until: performance.now() + CACHE_MS, key });
    key.catch(() => this.keys.delete(domain));
    return key;
  }

  private async open(tx: Tx, domain: string): Promise<{ row: DomainRow; keys: StoredKey[] }> {
    await tx.execute(ADD, [domain]);
    const [row] = await tx.query<DomainRow>(READ, [domain]);
    if (!row) throw new DomainError('server.error');
    return { row, keys: await ensureKeys(tx, domain, this.seal) };
  }

  private async look(record: WantedRecord, domain: string, keys: readonly StoredKey[]): Promise<DomainFinding> {
    try {
      const found = await this.find(record, domain);
      const about = record.purpose === 'spf' ? found.filter((text) => /^v=spf1/i.test(text)) : found;
      return { ...record, found: about, ...judge(record, found, keys) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { ...record, status: 'unknown', found: [], message: `No name server answered (${why}). Try again later.` };
    }
  }

  private async find({ purpose, name }: WantedRecord, domain: string): Promise<string[]> {
    if (purpose === 'return_path') return this.dns.mx(name);
    return purpose === 'dmarc' ? this.findPolicy(domain) : this.dns.txt(name);
  }

  private recordsOf(sender: SenderEntity, keys: readonly StoredKey[]): WantedRecord[] {
    return recordsOf(sender, keys, new URL(this.config.publicUrl).hostname);
  }

  /** The policy at the domain, else at the nearest parent that has one. */
  private async findPolicy(domain: string): Promise<string[]> {
    for (const name of dmarcNames(domain)) {
      const found = (await this.dns.txt(name)).filter(isDmarc);
      if (found.length > 0) return found;
    }
    return [];
  }
}

type WantedRecord = Pick<DomainFinding, 'purpose' | 'type' | 'name' | 'value'>;

/** The domain of a sender's address, as A-labels. */
export function domainOf({ email }: Pick<SenderEntity, 'email'>): string {
  return domainToASCII(email.slice(email.lastIndexOf('@') + 1)).toLowerCase();
}

/** One domain may have records of both types. */
function placeOf({ type, name }: Pick<DomainFinding, 'type' | 'name'>): string {
  return `${type} ${name}`;
}

/** `host` runs Tidings, and with it the listener for returned mail. */
function recordsOf(sender: SenderEntity, keys: readonly StoredKey[], host: string): WantedRecord[] {
  const domain = domainOf(sender);
  const returnPath = sender.returnPathDomain ? domainToASCII(sender.returnPathDomain) : domain;
  const own = keys.map(({ state, selector, publicKey }) => ({
    purpose: state === 'active' ? ('dkim' as const) : ('dkim_next' as const),
    ...{ type: 'TXT' as const, name: `${selector}._domainkey.${domain}`, value: dkimValue(publicKey) },
  }));
  return [
    ...own.sort((one, other) => one.purpose.localeCompare(other.purpose)),
    { purpose: 'spf', type: 'TXT', name: returnPath, value: `v=spf1 ${serverOf(sender)} ~all` },
    { purpose: 'dmarc', type: 'TXT', name: `_dmarc.${domain}`, value: 'v=DMARC1; p=none' },
    // Where the sender has no domain of its own for it, returned mail goes where all mail of its domain goes.
    ...(sender.returnPathDomain === null
      ? []
      : [{ purpose: 'return_path' as const, type: 'MX' as const, name: returnPath, value: `10 ${host}` }]),
  ];
}

/** The mail server of the sender, as an SPF mechanism; a beginning, for only its owner knows from where it sends. */
function serverOf({ transport }: SenderEntity): string {
  const host = transport?.settings['host'];
  return typeof host === 'string' && /[a-z]/i.test(host) && host.includes('.') ? `a:${host}` : 'mx a';
}

function judge(
  { purpose }: WantedRecord,
  found: readonly string[],
  keys: readonly StoredKey[],
): Pick<DomainFinding, 'status' | 'message'> {
  if (purpose === 'spf') return judgeSpf(found);
  if (purpose === 'dmarc') return judgeDmarc(found);
  if (purpose === 'return_path') return judgeReturnPath(found);
  const key = keys.find(({ state }) => state === (purpose === 'dkim' ? 'active' : 'next'));
  const judged = judgeDkim(found, key?.publicKey ?? '');
  if (purpose === 'dkim' || judged.status !== 'missing') return judged;
  return { status: 'missing', message: 'Publish it in advance: then the key can be changed at any time.' };
}
