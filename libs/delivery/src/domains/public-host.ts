import { isIP } from 'node:net';

/** Names that the public DNS leads nowhere (RFC 6761, 6762, 8375), and those that networks keep for themselves. */
const PRIVATE = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)$/;

/** The name under which strangers reach this installation; null for an address or a name of its own network. */
export function publicHostOf(publicUrl: string): string | null {
  const host = new URL(publicUrl).hostname.replace(/\.$/, '');
  const isAddress = host.startsWith('[') || isIP(host) > 0;
  return isAddress || !host.includes('.') || PRIVATE.test(host) ? null : host;
}

/** Why nothing can lead here, and what to do about it. */
export function noPublicHost(publicUrl: string): string {
  return (
    `Readers and mail servers cannot reach this installation by ${publicUrl}. ` +
    'Set PUBLIC_URL to the https address by which they can, such as https://mail.example.com, and start again.'
  );
}
