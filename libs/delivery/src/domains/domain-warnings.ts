import type { SenderAlignment } from './alignment.js';
import { noPublicHost, publicHostOf } from './public-host.js';

/** Something to weigh before mail is sent, with a stable code. */
export interface DomainWarning {
  readonly code: 'public_url.not_public' | 'dmarc.unaligned' | 'spf.unaligned' | 'dkim.unaligned' | 'tracking.not_used';
  readonly message: string;
}

/** What the records alone do not say. */
export function warningsOf({ spf, dkim }: SenderAlignment, publicUrl: string): DomainWarning[] {
  const warnings: DomainWarning[] = [];
  if (publicHostOf(publicUrl) === null) {
    warnings.push({ code: 'public_url.not_public', message: noPublicHost(publicUrl) });
  }
  if (spf.status === 'unaligned' && dkim.status === 'unaligned') {
    const message =
      'Neither SPF nor DKIM counts for the domain that readers see, so DMARC fails, and much of the mail will be ' +
      'refused or taken for spam. Publish the DKIM record: that alone is enough.';
    return [...warnings, { code: 'dmarc.unaligned', message }];
  }
  if (spf.status === 'unaligned') warnings.push({ code: 'spf.unaligned', message: spf.message });
  if (dkim.status === 'unaligned') warnings.push({ code: 'dkim.unaligned', message: dkim.message });
  return warnings;
}
