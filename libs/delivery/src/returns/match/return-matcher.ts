import { Inject, Injectable } from '@nestjs/common';
import { SecretRing } from '#libs/kernel';
import { readMessageId } from '../../mime/message-ids.js';
import { LinkSigner } from '../../tracking-links/link-signer.js';
import type { ReturnedMail } from '../parse/returned-mail.js';

/** Which mail of ours something is about, and what proves it. */
export interface ReturnMatch {
  readonly messageId: number;
  readonly by: 'return_path' | 'message_id';
}

type Clues = Pick<ReturnedMail, 'returnPaths' | 'originalMessageId' | 'answers' | 'kind'>;

/**
 * Ties returned mail to the mail that it is about by what only we can have written: the signed return path, else our
 * signed Message-ID. What a text says is never proof: anybody can write "user unknown".
 */
@Injectable()
export class ReturnMatcher {
  constructor(
    @Inject(LinkSigner) private readonly links: LinkSigner,
    @Inject(SecretRing) private readonly secrets: SecretRing,
  ) {}

  /** `envelopeTo` is where the mail was delivered to, which outweighs what its headers say. */
  match(clues: Clues, envelopeTo: readonly string[]): ReturnMatch | undefined {
    for (const address of [...envelopeTo, ...clues.returnPaths]) {
      const subject = this.links.parseReturnPath(address);
      if (subject && subject.messageId > 0) return { messageId: subject.messageId, by: 'return_path' };
    }
    // In a failure References may name any mail of a conversation; in an answer they are what it answers.
    const ids = [clues.originalMessageId ?? '', ...(isAnswer(clues.kind) ? clues.answers : [])];
    for (const messageId of ids) {
      const id = readMessageId(this.secrets, messageId);
      if (id !== undefined && id > 0) return { messageId: id, by: 'message_id' };
    }
    return undefined;
  }
}

function isAnswer(kind: ReturnedMail['kind']): boolean {
  return kind === 'reply' || kind === 'auto_reply';
}
