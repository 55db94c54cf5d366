import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { domainToASCII } from 'node:url';
import { LinkSigner } from '../../tracking-links/link-signer.js';

/** Where mailbox providers are told to send complaints to, and what RFC 2142 wants to be there. */
const COMPLAINT_NAMES = new Set(['complaints', 'fbl', 'abuse', 'postmaster']);

const DOMAINS = `
  SELECT DISTINCT coalesce(return_path_domain, split_part(email, '@', 2)) AS domain FROM senders
  WHERE archived_at IS NULL`;

/** An address that only our own mails name, or one that anybody can write to. */
export type RecipientKind = 'signed' | 'open';

/** Whom the listener takes mail for: our own signed return paths, and addresses for complaints at our domains. */
@Injectable()
export class ReturnRecipients {
  constructor(
    @Inject(LinkSigner) private readonly links: LinkSigner,
    @Inject(Database) private readonly db: Database,
  ) {}

  /** Null for whom no mail is taken. */
  async kindOf(address: string): Promise<RecipientKind | null> {
    if (this.links.parseReturnPath(address)) return 'signed';
    const at = address.lastIndexOf('@');
    if (!COMPLAINT_NAMES.has(address.slice(0, at).toLowerCase())) return null;
    // A mail server may name a domain as people read it or as the DNS does, and SQL cannot tell that they are one.
    const named = domainToASCII(address.slice(at + 1));
    const own = await this.db.query<{ domain: string }>(DOMAINS);
    return named !== '' && own.some(({ domain }) => domainToASCII(domain) === named) ? 'open' : null;
  }
}
