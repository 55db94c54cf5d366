import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { LinkSigner } from '../../tracking-links/link-signer.js';

/** Where mailbox providers are told to send complaints to, and what RFC 2142 wants to be there. */
const COMPLAINT_NAMES = new Set(['complaints', 'fbl', 'abuse', 'postmaster']);

const IS_OURS = `
  SELECT EXISTS (SELECT FROM senders WHERE archived_at IS NULL
    AND lower(coalesce(return_path_domain, split_part(email, '@', 2))) = $1) AS ours`;

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
    const [row] = await this.db.query<{ ours: boolean }>(IS_OURS, [address.slice(at + 1).toLowerCase()]);
    return row?.ours ? 'open' : null;
  }
}
