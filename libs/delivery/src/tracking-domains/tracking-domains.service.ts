import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, Config, GuardedHttpClient, invalid } from '#libs/kernel';
import { DnsResolver } from '../domains/dns-resolver.js';
import { noAnswer } from '../domains/domain-look.js';
import type { DomainFinding } from '../domains/domain-records.js';
import type { DomainWarning } from '../domains/domain-warnings.js';
import { publicHostOf } from '../domains/public-host.js';
import type { Here } from '../domains/return-path-record.js';
import type { SenderEntity } from '../senders/sender.entity.js';
import { InstallationProof } from './installation-proof.js';
import { lookAtTracking, wantTracking } from './look-at-tracking.js';

/** What is known of the name under which a sender's clicks and opens come back. */
export interface TrackingDomain {
  readonly domain: string;
  /** Links of mails that are written now bear it. */
  readonly used: boolean;
  readonly checkedAt: Date | null;
  readonly record: DomainFinding;
  readonly warnings: readonly DomainWarning[];
}

interface Row extends Record<string, unknown> {
  readonly usable: boolean;
  readonly finding: DomainFinding;
  readonly checkedAt: Date;
}

const READ = 'SELECT usable, finding, checked_at AS "checkedAt" FROM tracking_domains WHERE domain = $1';

/** What no name server told ($2 is null) leaves it in use. */
const KEEP = `
  INSERT INTO tracking_domains AS known (domain, usable, finding, checked_at) VALUES ($1, coalesce($2, false), $3, $4)
  ON CONFLICT (domain) DO UPDATE SET usable = coalesce($2, known.usable), finding = $3, checked_at = $4
  RETURNING usable`;

/** Those that nobody has looked at yet come first. */
const DUE = `
  SELECT domain FROM (
    SELECT DISTINCT senders.tracking_domain AS domain, known.checked_at AS at
    FROM senders LEFT JOIN tracking_domains known ON known.domain = senders.tracking_domain
    WHERE senders.tracking_domain IS NOT NULL AND senders.archived_at IS NULL
      AND (known.checked_at IS NULL OR known.checked_at < $1)
  ) due ORDER BY at NULLS FIRST LIMIT $2`;

/** Those that no sender has any more, too: mails with their links are out, and their records are to stay. */
const USED = 'SELECT domain FROM tracking_domains WHERE usable';

const CACHE_MS = 5000;
/** Names that are looked at in one round of housekeeping; each takes some seconds at most. */
const ROUND = 20;

interface Cached {
  readonly until: number;
  readonly url: Promise<string>;
}

/** Names of senders that links lead to, once it was found that this installation answers there. */
@Injectable()
export class TrackingDomains {
  private readonly urls = new Map<string, Cached>();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(DnsResolver) private readonly dns: DnsResolver,
    @Inject(GuardedHttpClient) private readonly http: Pick<GuardedHttpClient, 'send'>,
    @Inject(InstallationProof) private readonly proof: InstallationProof,
    @Inject(Config) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** Throws a 422 for the name of this installation itself: links go there anyway, and it shows more than links. */
  refuseOwn(domain: string | null | undefined): void {
    if (domain !== new URL(this.config.publicUrl).hostname) return;
    const message = 'is the address of this installation itself: leave it empty, or name another';
    throw invalid([{ path: 'tracking_domain', message }]);
  }

  /** Null for a sender without one. */
  async describe({ trackingDomain: domain }: SenderEntity): Promise<TrackingDomain | null> {
    if (domain === null) return null;
    const wanted = wantTracking(domain, this.here);
    const [row] = await this.db.query<Row>(READ, [domain]);
    if (row) return this.show(domain, row.usable, row.checkedAt, { ...row.finding, ...wanted });
    const finding = { ...wanted, status: 'unknown' as const, found: [], message: 'Nobody has looked yet.' };
    return this.show(domain, false, null, finding);
  }

  /** Looks at it and keeps what is there: links of later mails go by that. */
  async check({ trackingDomain: domain }: SenderEntity): Promise<TrackingDomain | null> {
    return domain === null ? null : this.look(domain);
  }

  /** Looks again at those that were looked at before then. */
  async checkThoseBefore(then: Date): Promise<void> {
    const due = await this.db.query<{ domain: string }>(DUE, [then, ROUND]);
    for (const { domain } of due) await this.look(domain);
  }

  /** Where opens and clicks of a sender's mails go; at most some seconds old. */
  async urlFor({ trackingDomain: domain }: Pick<SenderEntity, 'trackingDomain'>): Promise<string> {
    if (domain === null) return this.config.publicUrl;
    const known = this.urls.get(domain);
    if (known && known.until > performance.now()) return known.url;
    const url = this.db.query<Row>(READ, [domain]).then(([row]) => this.urlOf(domain, row?.usable ?? false));
    this.urls.set(domain, { until: performance.now() + CACHE_MS, url });
    url.catch(() => this.urls.delete(domain));
    return url;
  }

  /** The names that links of mails bear, of those that are out as well. */
  async used(): Promise<ReadonlySet<string>> {
    const rows = await this.db.query<{ domain: string }>(USED, []);
    return new Set(rows.map(({ domain }) => domain));
  }

  private async look(domain: string): Promise<TrackingDomain> {
    const finding = await this.find(domain);
    const usable = finding.status === 'unknown' ? null : finding.status === 'ok';
    const checkedAt = this.clock.now();
    const [row] = await this.db.query<{ usable: boolean }>(KEEP, [domain, usable, JSON.stringify(finding), checkedAt]);
    this.urls.delete(domain);
    return this.show(domain, row?.usable ?? false, checkedAt, finding);
  }

  private async find(domain: string): Promise<DomainFinding> {
    const wanted = wantTracking(domain, this.here);
    const { dns, http, proof } = this;
    try {
      return { ...wanted, ...(await lookAtTracking(wanted, this.here, { dns, http, proof })) };
    } catch (error) {
      return { ...wanted, status: 'unknown', found: [], message: noAnswer(error) };
    }
  }

  private show(domain: string, used: boolean, checkedAt: Date | null, record: DomainFinding): TrackingDomain {
    const message = `Links of this sender’s mails lead to ${this.config.publicUrl} until ${domain} is found to lead here.`;
    return { domain, used, checkedAt, record, warnings: used ? [] : [{ code: 'tracking.not_used', message }] };
  }

  private urlOf(domain: string, usable: boolean): string {
    return usable ? `https://${domain}` : this.config.publicUrl;
  }

  private get here(): Here {
    const { publicUrl } = this.config;
    return { publicUrl, host: publicHostOf(publicUrl) };
  }
}
