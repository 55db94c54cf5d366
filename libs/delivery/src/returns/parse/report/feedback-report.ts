import { addressIn } from './address-field.js';
import { readHeaderBlock } from '../mime/header-block.js';

/** What a message/feedback-report says (RFC 5965, 3). */
export interface FeedbackReport {
  /** Lower case: abuse, fraud, virus, not-spam, opt-out, auth-failure, other. */
  readonly type: string;
  /** Of those that are not redacted. */
  readonly recipients: readonly string[];
  readonly mailFrom: string;
}

export function readFeedbackReport(text: string): FeedbackReport {
  const { headers } = readHeaderBlock(text.replace(/^\s+/, ''));
  const named = headers.all('original-rcpt-to', 'removal-recipient', 'x-original-rcpt-to').map(addressIn);
  return {
    type: headers.has('auth-failure') ? 'auth-failure' : headers.get('feedback-type').trim().toLowerCase(),
    recipients: [...new Set(named.filter((address) => isWhole(address)))],
    mailFrom: addressIn(headers.get('original-mail-from')),
  };
}

/** Some put `redacted@…`, a hash or stars where the address was. */
export function isWhole(address: string): boolean {
  return address !== '' && !/^(?:redacted|removed|x{3,}|\*+|_+|anonym\w*)@|\*|redacted/i.test(address);
}
