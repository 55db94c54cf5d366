import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { Database, type Tx } from '#libs/db';
import { Clock, Config, CredentialSeal, DomainError } from '#libs/kernel';
import type { DkimKey } from '../dkim/sign-mail.js';
import type { SenderEntity } from '../senders/sender.entity.js';
import { ensureKeys, readSigningKey, replaceLostKeys, rotateKeys, type StoredKey } from './dkim-keys.js';
import {
  judgeDkimAlignment,
  knownSpfAlignment,
  NOT_LOOKED,
  type Alignment,
  type NamePair,
  type SenderAlignment,
} from './alignment.js';
import { DnsResolver } from './dns-resolver.js';
import { DomainLook } from './domain-look.js';
import type { DomainFinding } from './domain-records.js';
import { warningsOf, type DomainWarning } from './domain-warnings.js';
import { publicHostOf } from './public-host.js';
import type { Here } from './return-path-record.js';
import { domainOf, namesOf } from './sender-names.js';
import { recordsOf } from './wanted-records.js';

/** What is known about a sender's domain. */
export interface SenderDomain {
  readonly domain: string;
  /** DKIM, SPF and DMARC were all found at the last check. With a key that signs, DKIM aligns, whatever SPF does. */
  readonly verified: boolean;
  /** Mails are signed: the record of the active key was found. */
  readonly signs: boolean;
  readonly checkedAt: Date | null;
  readonly records: readonly DomainFinding[];
  readonly alignment: SenderAlignment;
  readonly warnings: readonly DomainWarning[];
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

const READ_ALIGNMENT = `
  SELECT status, message FROM return_path_alignments WHERE domain = $1 AND return_path = $2`;

const KEEP_ALIGNMENT = `
  INSERT INTO return_path_alignments (domain, return_path, status, message, checked_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (domain, return_path) DO UPDATE SET status = $3, message = $4, checked_at = $5`;

const VERIFIED = 'SELECT verified FROM sender_domains WHERE domain = $1';

/** Mail that only fills the built-in mailbox never leaves, so nobody asks for its domain. */
const STAYS_HERE = 'mailbox';

const OF_RETURN_PATH: ReadonlySet<string> = new Set(['return_path', 'spf_return_path']);

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
    const names = namesOf(sender);
    const found = await this.db.transaction(async (tx) => {
      const { row, keys } = await this.open(tx, names.domain);
      const before = new Map(row.findings?.map((finding) => [placeOf(finding), finding]));
      const records = recordsOf(sender, keys, this.here).map((record) => {
        const known = before.get(placeOf(record));
        const same = known?.purpose === record.purpose && known.value === record.value;
        return same
          ? { ...known, ...record }
          : { ...record, status: 'unknown' as const, found: [], message: NOT_CHECKED };
      });
      return { verified: row.verified, signs: row.signs, checkedAt: row.checkedAt, records };
    });
    return this.complete(sender, found, await this.readAlignment(sender, names));
  }

  /** Looks at the DNS and keeps what is there. A name server that does not answer takes nothing away. */
  async check(sender: SenderEntity): Promise<SenderDomain> {
    const names = namesOf(sender);
    const { domain } = names;
    const keys = await this.db.transaction(async (tx) => (await this.open(tx, domain)).keys);
    const look = new DomainLook(this.dns, this.here, names, keys);
    const records = await Promise.all(recordsOf(sender, keys, this.here).map((record) => look.at(record)));
    const looked = knownSpfAlignment(sender, names) ?? (await look.alignment());
    const checkedAt = this.clock.now();
    const kept = await this.db.transaction(async (tx) => {
      const { row } = await this.open(tx, domain);
      const judged = judgeAll(records, row);
      const findings = JSON.stringify([...records, ...ofOthers(row, records)]);
      await tx.execute(KEEP, [domain, findings, judged.verified, judged.signs, checkedAt]);
      if (looked && names.returnPath !== domain) await keepAlignment(tx, names, looked, checkedAt);
      return judged;
    });
    this.keys.delete(domain);
    return this.complete(sender, { ...kept, checkedAt, records }, looked ?? (await this.readAlignment(sender, names)));
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

  private get here(): Here {
    const { publicUrl } = this.config;
    return { publicUrl, host: publicHostOf(publicUrl) };
  }

  private async readAlignment(sender: SenderEntity, names: NamePair): Promise<Alignment> {
    const known = knownSpfAlignment(sender, names);
    if (known) return known;
    const { domain, returnPath } = names;
    const [stored] = await this.db.query<Alignment & Record<string, unknown>>(READ_ALIGNMENT, [domain, returnPath]);
    return stored ?? NOT_LOOKED;
  }

  private complete(
    sender: SenderEntity,
    found: Pick<SenderDomain, 'verified' | 'signs' | 'checkedAt' | 'records'>,
    spf: Alignment,
  ): SenderDomain {
    const domain = domainOf(sender);
    const dkim = judgeDkimAlignment(sender, domain, found.checkedAt === null ? null : found.signs);
    const alignment = { spf, dkim };
    const isKept = sender.transport?.type === STAYS_HERE;
    return { domain, ...found, alignment, warnings: isKept ? [] : warningsOf(alignment, this.config.publicUrl) };
  }
}

/** What a name server did not say stays as it was. */
function judgeAll(records: readonly DomainFinding[], row: DomainRow): Pick<DomainRow, 'verified' | 'signs'> {
  const statusOf = (purpose: DomainFinding['purpose']): string =>
    records.find((record) => record.purpose === purpose)?.status ?? 'unknown';
  const asked = records.some(({ purpose }) => purpose === 'spf_return_path') ? 'spf_return_path' : 'spf';
  const needed = ['dkim', asked, 'dmarc'] as const;
  const unanswered = needed.some((purpose) => statusOf(purpose) === 'unknown');
  return {
    verified: unanswered ? row.verified : needed.every((purpose) => statusOf(purpose) === 'ok'),
    signs: statusOf('dkim') === 'unknown' ? row.signs : statusOf('dkim') === 'ok',
  };
}

/** What was found for other senders of the domain, whose returned mail goes elsewhere. */
function ofOthers({ findings }: DomainRow, records: readonly DomainFinding[]): DomainFinding[] {
  const places = new Set(records.map(placeOf));
  return (findings ?? []).filter((finding) => OF_RETURN_PATH.has(finding.purpose) && !places.has(placeOf(finding)));
}

async function keepAlignment(tx: Tx, names: NamePair, { status, message }: Alignment, at: Date): Promise<void> {
  await tx.execute(KEEP_ALIGNMENT, [names.domain, names.returnPath, status, message, at]);
}

/** One domain may have records of both types. */
function placeOf({ type, name }: Pick<DomainFinding, 'type' | 'name'>): string {
  return `${type} ${name}`;
}
