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
  ['5.0.0', "550 can't accept user ada", 'hard'],
  ['5.0.0', '550 <ada@reader.example> not found', 'hard'],
  ['5.0.0', "550 RCPT (ada@reader.example) doesn't exist", 'hard'],
  ['5.0.0', '553 Recipient mailbox is not allowed', 'hard'],
  ['5.0.0', '550 sorry, your envelope recipient has been denied (#5.7.1)', 'hard'],
  ['5.0.0', '550 unknown local-part ada', 'hard'],
  ['5.0.0', '550 Nie ma takiego konta', 'hard'],
  ['5.0.0', '550 Boite du destinataire archivee. Archived recipient. LPN007_420', 'hard'],
  ['5.0.0', '550 Le compte est fermé: the recipient account isblocked. LPN007_426', 'hard'],
  ['5.0.0', '550 Esta casilla ha expirado por falta de uso', 'hard'],
  ['5.0.0', '550 Mailbox has been blocked due to inactivity', 'hard'],
  ['5.7.17', '550 5.7.17 The owner of this name is another one today', 'hard'],
  ['5.4.1', '550 5.4.1 Recipient address rejected: Access denied. AS(201806281)', 'hard'],
  ['5.2.2', '552-5.2.2 The email account that you tried to reach is over quota', 'mailbox_full'],
  ['4.2.2', '452 4.2.2 The recipient mailbox is full', 'mailbox_full'],
  ['5.0.0', '550 Mailbox quota exceeded / Mailbox voll.', 'mailbox_full'],
  ['5.0.0', '552 Too much mail data for ada', 'mailbox_full'],
  ['5.0.0', '550 ada does not have enough space', 'mailbox_full'],
  ['5.0.0', '552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417', 'mailbox_full'],
  ['5.0.0', '550 Account disabled for exceeding receiving limits', 'mailbox_full'],
  ['5.7.1', '550 5.7.1 Recipient not authorized, your IP has been found on a block list', 'block'],
  ['5.2.1', '521 5.2.1 :  (CON:B1)  https://postmaster.aol.example/error-codes#554conb1', 'block'],
  ['5.0.0', '550 Ip frequency limited', 'block'],
  ['5.7.1', '550 5.7.1 Service unavailable, Client host [81.2.69.142] blocked using Spamhaus', 'block'],
  ['5.0.0', '554 5.7.1 You are not allowed to connect; your IP is blacklisted', 'block'],
  ['5.0.0', '421 4.7.28 Our system has detected an unusual rate of unsolicited mail from your IP address', 'block'],
  ['5.7.9', '554 5.7.9 Message not accepted for policy reasons', 'block'],
  ['5.0.0', '554 <unknown[81.2.69.142]>: Client host rejected: cannot find your hostname', 'block'],
  ['5.0.0', '550 Hosts with dynamic ip are not welcome here', 'block'],
  ['5.0.0', '550 Not currently accepting mail from your ip', 'block'],
  ['5.0.0', '550 We are sorry, connection denied', 'block'],
  ['5.0.0', '550 Les emails envoyes ont ete bloques par nos services. LPN007_102', 'block'],
  ['5.0.0', '550 Frequency of receiving messages is limited', 'block'],
  ['5.0.0', '550 Letter sending limit is exceeded', 'block'],
  ['5.0.0', '550 Requested action not taken: mailbox unavailable. Reject due to policy restrictions.', 'block'],
  ['5.7.1', '554 5.7.1 Recipient address rejected: your mail server is listed as a source of spam', 'policy'],
  ['5.0.0', '550 Mail content denied', 'policy'],
  ['5.0.0', "511 sorry, can't find a valid MX for sender domain (#5.1.8 - chkuser)", 'policy'],
  ['5.1.7', '553 5.1.7 The sender address <news> is not a valid RFC 5321 address.', 'policy'],
  ['5.1.7', '550 5.1.7 invalid address', 'policy'],
  ['5.2.0', '550 5.2.0 <news@sender.example> From: Domain is invalid. Provide another From: IB506', 'policy'],
  ['5.0.0', '550 MX records for sender.example violate section 5.1', 'policy'],
  ['5.0.0', '550 BATV failed to verify', 'policy'],
  ['5.0.0', '550 Backscatter protection detected an invalid or expired email address', 'policy'],
  ['5.0.0', '553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)', 'policy'],
  ['5.0.0', '550 Posting by non-members is not wanted: this is a closed mailing list', 'policy'],
  ['5.1.1', '550 5.1.1 RCP-P2 Refused due to recipient preferences', 'policy'],
  ['5.0.0', '550 You have been blocked by the recipient', 'policy'],
  ['5.0.0', '550 Wrong value of command HELO/EHLO parameter', 'policy'],
  ['5.0.0', '535 Authentication not allowed on these servers. IB401', 'policy'],
  ['5.0.0', '550 Authentification requise. LPN105_402', 'policy'],
  ['5.0.0', '550 bulk email', 'policy'],
  ['5.0.0', '550 headers are not RFC compliant', 'policy'],
  ['5.0.0', '550 You are trying to use me as a relay, but I have not been told to let you', 'policy'],
  ['5.4.8', '550 5.4.8 MX hosts of reader.example failed MTA-STS validation', 'soft'],
  ['5.0.0', '553 This route requires high-strength ciphers', 'soft'],
  ['5.0.0', '501 Syntax error in parameters or arguments', 'soft'],
  ['5.0.0', '504 command parameter not implemented', 'soft'],
  ['5.0.0', '550 The letter could not be handed to the next postman', 'soft'],
  ['5.0.0', '550 could not find a gateway for ada@reader.example', 'soft'],
  ['5.0.0', 'the letter could not be handed to the next postman', 'soft'],
  ['5.2.14', '550 5.2.14 Misconfigured forwarding address', 'soft'],
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

describe('an answer that is not understood', () => {
  const kindOf = (words: string, notice: string): ReturnKind =>
    parseReturnedMail(writeReport({ text: notice, fields: [statusOf('5.0.0', words)] })).kind;

  it.each<[string, string, string, ReturnKind]>([
    [
      'to the recipient, in words of Postfix',
      '550 Tuesday is no day',
      'said: no (in reply to RCPT TO command)',
      'hard',
    ],
    [
      'to the recipient, in words of Exim',
      '553 Tuesday is no day',
      'mail server after RCPT TO:<ada@reader.example>:',
      'hard',
    ],
    ['to the mail itself', '550 Tuesday is no day', 'said: no (in reply to end of DATA command)', 'soft'],
    ['to the sender', '550 Tuesday is no day', 'said: no (in reply to MAIL FROM command)', 'soft'],
    ['to nobody knows what', '550 Tuesday is no day', 'It was not delivered.', 'soft'],
    [
      'with a code that is not for mailboxes',
      '554 Tuesday is no day',
      'said: no (in reply to RCPT TO command)',
      'soft',
    ],
    ['that says nothing but its code', '550', 'It was not delivered.', 'hard'],
  ])('%s', (_what, words, notice, kind) => {
    expect(kindOf(words, notice)).toBe(kind);
  });
});
