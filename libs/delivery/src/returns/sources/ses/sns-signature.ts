import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import type { GuardedHttpClient } from '#libs/kernel';
import { refused } from '../hook-refusal.js';

export interface SnsEnvelope {
  readonly Type: string;
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Timestamp: string;
  readonly Message: string;
  readonly Subject?: string | undefined;
  readonly Token?: string | undefined;
  readonly SubscribeURL?: string | undefined;
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
}

/** Hosts that speak for Amazon SNS. Anything else could sign anything. */
const SNS_HOST = /^sns\.[a-z]{2}(?:-[a-z]+){1,2}-\d\.amazonaws\.com(?:\.cn)?$/;
const KEPT_CERTIFICATES = 20;
const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const;
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const;

const certificates = new Map<string, string>();

/** True for an address at Amazon SNS, by https on the usual port. */
export function isSnsUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username } = new URL(text);
  return protocol === 'https:' && port === '' && username === '' && SNS_HOST.test(hostname);
}

/** Rejects with `hook.refused` when Amazon did not sign it. Certificates are fetched once. */
export async function checkSnsSignature(envelope: SnsEnvelope, http: Pick<GuardedHttpClient, 'send'>): Promise<void> {
  const { SigningCertURL: url, SignatureVersion: version } = envelope;
  if (!isSnsUrl(url) || !new URL(url).pathname.endsWith('.pem')) throw refused('SNS: certificate from elsewhere');
  if (version !== '1' && version !== '2') throw refused('SNS: unknown signature version');
  const certificate = new X509Certificate(await fetchCertificate(url, http));
  const key = createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' }));
  const signature = Buffer.from(envelope.Signature, 'base64');
  const genuine = verify(version === '1' ? 'sha1' : 'sha256', Buffer.from(signedText(envelope)), key, signature);
  if (!genuine) throw refused('SNS: wrong signature');
}

/** What is signed: names and values, a line each, in this order; what is absent is left out. */
export function signedText(envelope: SnsEnvelope): string {
  const names = envelope.Type === 'Notification' ? NOTIFICATION : CONFIRMATION;
  return names.flatMap((name) => (envelope[name] === undefined ? [] : [`${name}\n${envelope[name]}\n`])).join('');
}

async function fetchCertificate(url: string, http: Pick<GuardedHttpClient, 'send'>): Promise<string> {
  const known = certificates.get(url);
  if (known !== undefined) return known;
  const { status, body } = await http.send(url, { method: 'GET', maxBytes: 65_536 });
  if (status !== 200) throw refused(`SNS: no certificate (${String(status)})`);
  if (certificates.size >= KEPT_CERTIFICATES) certificates.clear();
  certificates.set(url, body.toString('utf8'));
  return body.toString('utf8');
}
