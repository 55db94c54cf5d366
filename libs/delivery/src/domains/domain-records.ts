/** A DNS record that a domain should have, and what is there. */
export interface DomainFinding {
  readonly purpose: 'dkim' | 'dkim_next' | 'spf' | 'spf_return_path' | 'dmarc' | 'return_path' | 'tracking';
  readonly type: 'TXT' | 'MX' | 'CNAME';
  readonly name: string;
  /** What to publish; null while this installation has no public name that it could lead to. */
  readonly value: string | null;
  /** What may be published in its place, and when that suits. */
  readonly alternatives?: readonly AlternativeRecord[];
  /** unknown: no name server answered, or nobody has looked yet. */
  readonly status: 'ok' | 'missing' | 'wrong' | 'unknown';
  /** What is published, as far as it is about this. */
  readonly found: readonly string[];
  /** What it means, and what to do. */
  readonly message: string;
}

export interface AlternativeRecord {
  readonly type: DomainFinding['type'];
  readonly value: string;
  readonly message: string;
}

/** A record that is looked for. */
export type WantedRecord = Pick<DomainFinding, 'purpose' | 'type' | 'name' | 'value' | 'alternatives'>;

export type Judged = Pick<DomainFinding, 'status' | 'message'>;

/** The value of a DKIM record (RFC 6376, 3.6.1). */
export function dkimValue(publicKey: string): string {
  return `v=DKIM1; k=rsa; p=${publicKey}`;
}

export function judgeDkim(found: readonly string[], publicKey: string): Judged {
  if (found.length === 0)
    return { status: 'missing', message: 'Publish this record; until then mails leave unsigned.' };
  if (found.length > 1) return { status: 'wrong', message: 'There are several records; keep this one only.' };
  const published = tagsOf(found[0] ?? '')
    .get('p')
    ?.replaceAll(/\s/g, '');
  if (published === publicKey) return { status: 'ok', message: 'Mails can be signed with this key.' };
  if (published === '') return { status: 'wrong', message: 'The record says that the key was revoked.' };
  return { status: 'wrong', message: 'The record holds another key. Replace it by this one.' };
}

const SPF = /^v=spf1(?: |$)/i;
const ALLOWS_ALL = /(?:^| )\+?all(?: |$)/i;

/** What can be said without knowing the addresses of the mail server (RFC 7208). */
export function judgeSpf(found: readonly string[]): Judged {
  const records = found.filter((record) => SPF.test(record));
  if (records.length === 0) {
    return {
      status: 'missing',
      message: 'Publish which servers may send for the domain, your mail server among them.',
    };
  }
  if (records.length > 1) {
    return {
      status: 'wrong',
      message: 'There are several SPF records, which makes all of them void. Join them in one.',
    };
  }
  if (ALLOWS_ALL.test(records[0] ?? '')) {
    return { status: 'wrong', message: 'The record lets every server send for the domain. End it with ~all or -all.' };
  }
  return { status: 'ok', message: 'There is a record. Make sure that it names your mail server.' };
}

const DMARC = /^v=DMARC1(?:\s*;|$)/;
const POLICIES: ReadonlySet<string> = new Set(['none', 'quarantine', 'reject']);

/** RFC 9989: tags that nobody knows any more, such as pct, are passed over. */
export function judgeDmarc(found: readonly string[]): Judged {
  const records = found.filter((record) => DMARC.test(record));
  if (records.length === 0) {
    return { status: 'missing', message: 'Publish a policy; p=none is enough for the large mailbox providers.' };
  }
  if (records.length > 1) return { status: 'wrong', message: 'There are several policies, which is as good as none.' };
  const policy = tagsOf(records[0] ?? '')
    .get('p')
    ?.toLowerCase();
  if (policy === undefined || !POLICIES.has(policy)) {
    return { status: 'wrong', message: 'The policy must be p=none, p=quarantine or p=reject.' };
  }
  return { status: 'ok', message: `The policy is ${policy}.` };
}

export function isDmarc(record: string): boolean {
  return DMARC.test(record);
}

const MAX_LABELS = 8;

/** Where a policy may stand: at the domain, else at its parents (tree walk of RFC 9989, 4.10). */
export function dmarcNames(domain: string): string[] {
  const labels = domain.split('.');
  const parents = labels.slice(labels.length > MAX_LABELS ? labels.length - MAX_LABELS + 1 : 1);
  const names = [labels, ...parents.map((_, index) => parents.slice(index))].filter(({ length }) => length > 0);
  return names.map((name) => `_dmarc.${name.join('.')}`);
}

/** The tags of a DKIM or DMARC record; names in lower case. */
export function tagsOf(record: string): ReadonlyMap<string, string> {
  return new Map(
    record.split(';').flatMap((tag) => {
      const at = tag.indexOf('=');
      return at < 0 ? [] : [[tag.slice(0, at).trim().toLowerCase(), tag.slice(at + 1).trim()] as const];
    }),
  );
}
