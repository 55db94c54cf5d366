import type { MailFacts } from '../mail-facts.js';

/** Statistics about a domain (DMARC RFC 7489 and 9990, TLS RFC 8460): about nobody's mail in particular. */
export function isAggregateReport({ headers, root, parts }: MailFacts): boolean {
  if (/tlsrpt|dmarc/i.test(root.content.params.get('report-type') ?? '') || headers.has('tls-report-domain'))
    return true;
  if (/^report domain:/i.test(headers.get('subject').trim())) return true;
  return parts.some(({ content }) => /^application\/tlsrpt\+/.test(content.type));
}
