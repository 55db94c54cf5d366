import { Inject, Injectable } from '@nestjs/common';
import { MessageCopies, type CopyFacts } from '#libs/ledger';
import { readHeader } from '../mailbox/header-fields.js';
import { parseMail, type ParsedMail } from '../mailbox/parse-mail.js';

export type ParsedCopy = CopyFacts & ParsedMail & { readonly subject: string | null };

/** The copy that was kept of a mail when it left, whatever became of its contact and template since. */
@Injectable()
export class SentCopies {
  constructor(@Inject(MessageCopies) private readonly copies: MessageCopies) {}

  /** In parts. Throws `message.not_found`, and `message_copy.not_found` with the reason. */
  async parts(id: number): Promise<ParsedCopy> {
    const { raw, ...facts } = await this.copies.read(id);
    return { ...facts, subject: readHeader(raw, 'Subject'), ...(await parseMail(raw)) };
  }

  /** Byte for byte. Throws as `parts` does. */
  async raw(id: number): Promise<Buffer> {
    return (await this.copies.read(id)).raw;
  }
}
