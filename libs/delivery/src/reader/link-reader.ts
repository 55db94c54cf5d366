import { Inject, Injectable } from '@nestjs/common';
import { Config, SecretRing } from '#libs/kernel';
import type { ClickLink, LinkPurpose, LinkSubject, MessageLinks } from '../tracking-links/link-subject.js';
import { linksOf, readClickToken, readLinkToken } from '../tracking-links/message-links.js';

/** Reads and makes the signed links of mails with the installation's secret. */
@Injectable()
export class LinkReader {
  constructor(
    @Inject(SecretRing) private readonly secrets: SecretRing,
    @Inject(Config) private readonly config: Config,
  ) {}

  /** Null for a token that is not ours, or is for another purpose. */
  read(purpose: LinkPurpose, token: string): LinkSubject | null {
    return readLinkToken(this.secrets, purpose, token);
  }

  readClick(token: string): ClickLink | null {
    return readClickToken(this.secrets, token);
  }

  make(subject: LinkSubject): MessageLinks {
    return linksOf(this.secrets, this.config.publicUrl, subject);
  }
}
