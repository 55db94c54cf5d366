import type { HeaderBlock } from './mime/header-block.js';
import type { MimePart } from './mime/mime-part.js';

/** A mail taken apart, as the readers of the several formats need it. */
export interface MailFacts {
  readonly root: MimePart;
  /** All parts of the report itself; what it returns is there as a closed part. */
  readonly parts: readonly MimePart[];
  readonly headers: HeaderBlock;
  /** What was written for people, without the mail that is quoted below. */
  readonly notice: string;
  /** The same without trust in lines that announce the quotation. */
  readonly wideNotice: string;
  /** Header of the mail that came back; empty when it did not come along. */
  readonly original: HeaderBlock;
  readonly isReport: boolean;
  /** Message-IDs in In-Reply-To and References. */
  readonly answers: readonly string[];
}
