import { DomainError, type GuardedHttpClient } from '#libs/kernel';
import type { DnsResolver } from '../domains/dns-resolver.js';
import type { DomainFinding, Judged, WantedRecord } from '../domains/domain-records.js';
import { noPublicHost } from '../domains/public-host.js';
import type { Here } from '../domains/return-path-record.js';
import type { InstallationProof } from './installation-proof.js';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 4_096;

export interface Lookers {
  readonly dns: DnsResolver;
  readonly http: Pick<GuardedHttpClient, 'send'>;
  readonly proof: InstallationProof;
}

type Found = Judged & Pick<DomainFinding, 'found'>;

export function wantTracking(name: string, { host }: Here): WantedRecord {
  return { purpose: 'tracking', type: 'CNAME', name, value: host };
}

/**
 * Asks where the name leads, and then there, by HTTPS, whether this installation answers. The second is what counts: a
 * name that is flattened, or behind a proxy, shows no alias. Throws when no name server answers.
 */
export async function lookAtTracking({ name }: WantedRecord, here: Here, lookers: Lookers): Promise<Found> {
  const { dns } = lookers;
  const [[target], addresses] = await Promise.all([dns.cname(name), dns.addresses(name)]);
  const found = [...(target === undefined ? [] : [`CNAME ${target}`]), ...addresses];
  if (addresses.length === 0 && (target === undefined || target !== here.host)) {
    return { found, ...judgeNowhere(target, here) };
  }
  const own = here.host === null ? [] : await dns.addresses(here.host);
  const leadsHere = target === here.host || addresses.some((address) => own.includes(address));
  const problem = await findProblem(name, lookers);
  if (problem === null) return { found, status: 'ok', message: good(leadsHere) };
  return { found, status: 'wrong', message: leadsHere ? problem : elsewhere(found, here, problem) };
}

function good(leadsHere: boolean): string {
  const message = 'Clicks and opens of this sender’s mails go to this name.';
  return leadsHere ? message : `${message} It leads here by another server, a proxy perhaps.`;
}

function judgeNowhere(target: string | undefined, { host, publicUrl }: Here): Judged {
  if (target !== undefined) {
    const message = `The name stands for ${target}, which has no address. Let it stand for ${host ?? 'this installation'}.`;
    return { status: 'wrong', message };
  }
  const message = `Publish this record. Until it is found, links lead to ${publicUrl}.`;
  return { status: 'missing', message: host === null ? `Nothing is there. ${noPublicHost(publicUrl)}` : message };
}

function elsewhere(found: readonly string[], { host, publicUrl }: Here, problem: string): string {
  const where = `It leads to ${found.join(', ')}, not here. ${problem}`;
  return host === null ? `${where} ${noPublicHost(publicUrl)}` : `${where} Let it stand for ${host}.`;
}

/** Why links under the name would be dead; null when they work. */
async function findProblem(name: string, { http, proof }: Lookers): Promise<string | null> {
  const { path, isAnsweredBy } = proof.challenge();
  try {
    const url = `https://${name}${path}`;
    const { status, body } = await http.send(url, { method: 'GET', timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
    if (status === 200 && isAnsweredBy(body.toString('latin1').trim())) return null;
    return `Something else than this installation answers there (HTTP ${String(status)}). Let your proxy pass the name on to it.`;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'http.refused') {
      return `${error.message} If it is right that the name leads into your own network, add it to TIDINGS_PRIVATE_HOSTS.`;
    }
    return `HTTPS does not answer there (${error.message}). Get a certificate for the name, and let your proxy pass it on.`;
  }
}
