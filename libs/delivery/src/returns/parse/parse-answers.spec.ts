import { describe, expect, it } from '@jest/globals';
import { parseReturnedMail } from './parse-returned-mail.js';
import type { ReturnKind } from './returned-mail.js';
import { statusOf, writeReport } from './testing/write-report.js';

/** What servers answer in the session, as their peers pass it on: the enhanced status of the report, and the words. */
const ANSWERS: readonly (readonly [status: string, words: string, kind: ReturnKind])[] = [
  ['5.0.0', '550 #5.1.0 Address rejected.', 'hard'],
  ['5.0.0', '511 sorry, no mailbox here by that name (#5.1.1 - chkuser)', 'hard'],
  ['5.1.1', '550 5.1.1 RCP-P2 https://postmaster.facebook.example/response_codes?ip=81.2.69.142#rcp', 'hard'],
  ['5.0.0', '550 Account deactivated', 'hard'],
  ['5.0.0', '550 User suspended', 'hard'],
  ['5.2.1', '550 5.2.1 The email account that you tried to reach is inactive.', 'hard'],
  ['5.0.0', '550 Mailbox is frozen. See https://open.qq.example/', 'hard'],
  ['5.1.1', '550 5.1.1 unknown or illegal alias: ada@reader.example', 'hard'],
  ['5.0.0', '550 Unknown user; not our customer', 'hard'],
  ['5.0.0', '550 permanent failure for one or more recipients (ada@reader.example:550 5.1.1 No such user)', 'hard'],
  ['5.1.3', '501 5.1.3 Bad recipient address syntax', 'hard'],
  ['5.0.0', '554 Transaction failed: Local address contains control or whitespace', 'hard'],
  ['5.4.310', '550 5.4.310 DNS domain reader.example does not exist [Message=InfoDomainNonexistent]', 'hard'],
  ['5.0.350', '550 5.0.350 Remote server returned an error -> 550 5.1.1 User unknown', 'hard'],
  ['5.0.0', '550 No such person at this address', 'hard'],
  ['5.0.0', '550 sorry, that recipient has been disabled (#5.7.1)', 'hard'],
  ['5.0.0', '550 Invalid recipient: ada@reader.example', 'hard'],
  ['5.0.0', '553 sorry, this recipient is not in my validrcptto list (#5.7.1)', 'hard'],
  ['5.0.0', '550 5.1.1 <ada@reader.example>: Email address could not be found, or was misspelled (G8)', 'hard'],
  ['5.1.1', '550-5.1.1 Die Adresse existiert nicht', 'hard'],
  ['5.0.0', '550 La boîte aux lettres est inconnue', 'hard'],
  ['5.0.0', '550 El usuario no existe', 'hard'],
  ['5.2.2', '552-5.2.2 The email account that you tried to reach is over quota', 'mailbox_full'],
  ['4.2.2', '452 4.2.2 The recipient mailbox is full', 'mailbox_full'],
  ['5.0.0', '550 Mailbox quota exceeded / Mailbox voll.', 'mailbox_full'],
  ['5.7.1', '550 5.7.1 Recipient not authorized, your IP has been found on a block list', 'block'],
  ['5.2.1', '521 5.2.1 :  (CON:B1)  https://postmaster.aol.example/error-codes#554conb1', 'block'],
  ['5.0.0', '550 Ip frequency limited', 'block'],
  ['5.7.1', '550 5.7.1 Service unavailable, Client host [81.2.69.142] blocked using Spamhaus', 'block'],
  ['5.0.0', '554 5.7.1 You are not allowed to connect; your IP is blacklisted', 'block'],
  ['5.0.0', '421 4.7.28 Our system has detected an unusual rate of unsolicited mail from your IP address', 'block'],
  ['5.7.9', '554 5.7.9 Message not accepted for policy reasons', 'block'],
  ['5.0.0', '550 Mail content denied', 'policy'],
  ['5.0.0', '550 Administrative prohibition', 'policy'],
  ['5.0.0', '571 Delivery not authorized, message refused', 'policy'],
  [
    '5.7.1',
    '550-5.7.1 The user or domain that you are sending to (or from) has a policy that prohibited the mail',
    'policy',
  ],
  ['5.7.1', '504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname', 'policy'],
  ['5.2.3', '552 5.2.3 Message length exceeds administrative limit', 'policy'],
  ['5.7.54', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'policy'],
  ['5.7.1', '550 5.7.1 SPF unauthorized mail is prohibited.', 'policy'],
  ['5.1.8', '550 5.1.8 Access denied, bad outbound sender', 'policy'],
  ['5.7.1', '550 5.7.1 Message contains spam or virus or sender is blocked', 'block'],
  ['5.4.300', '550 5.4.300 Message expired -> 451 4.7.0 Temporary server error', 'soft'],
  ['5.4.316', '550 5.4.316 Message expired, connection refused(Socket error code 10061)', 'soft'],
  ['5.4.14', '554 5.4.14 Hop count exceeded - possible mail loop ATTR34', 'soft'],
  ['4.2.1', '450 4.2.1 mailbox temporarily disabled: ada@reader.example', 'soft'],
  ['4.7.1', '451 4.7.1 Greylisting in action, please come back later', 'soft'],
  ['4.4.2', '421 4.4.2 Connection timed out', 'soft'],
  ['4.1.1', '450 4.1.1 <ada@reader.example>: Recipient address rejected: unverified address: lookup failed', 'soft'],
  ['4.3.0', '451 4.3.0 Temporary lookup failure', 'soft'],
];

describe('what servers answer, in a report', () => {
  it.each(ANSWERS)('%s %s: %s', (status, words, kind) => {
    const returned = parseReturnedMail(
      writeReport({ text: 'It was not delivered.', fields: [statusOf(status, words)] }),
    );
    expect({ kind: returned.kind, reason: returned.recipients[0]?.reason }).toMatchObject({ kind });
  });
});
