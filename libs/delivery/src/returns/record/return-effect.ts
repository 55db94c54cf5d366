import { normalizeEmail } from '#libs/contacts';
import type { MessageReturn, ReturnedMessage } from '#libs/ledger';
import type { ReturnMatch } from '../match/return-matcher.js';
import type { ReportedRecipient, ReturnedMail, ReturnKind } from '../parse/returned-mail.js';
import type { IncomingReturn } from './incoming-return.js';

/**
 * What came of a returned mail, for people who look at it: the address is `blocked`, the failure is `counted`, somebody
 * `answered`, or it was only `noted` at the mail: it speaks of us, or of an address that nobody knows any more.
 */
export type ReturnOutcome = 'blocked' | 'counted' | 'answered' | 'noted' | 'none';

/** What one returned mail changes. */
export interface ReturnEffect {
  readonly outcome: ReturnOutcome;
  /** The address that the mail went to; absent when nobody knows any more. */
  readonly email?: string | undefined;
  readonly event?: MessageReturn;
  /** The address gets nothing any more, and the contact's consents end with this status. */
  readonly suppress?: {
    readonly email: string;
    readonly contactId: number;
    readonly why: string;
    readonly status: Ending;
  };
  readonly softBounce?: {
    readonly email: string;
    readonly contactId: number;
    readonly messageId: number;
    readonly at: Date;
  };
  /** The address took a mail: what had failed for a time is forgotten. */
  readonly reached?: string;
}

export type Ending = 'cleaned' | 'complained';

/** The addresses of a contact, in their normal spelling; the first is where its mail goes. */
export type Addresses = readonly string[];

const NOTHING: ReturnEffect = { outcome: 'none' };
const FAILURES: ReadonlySet<ReturnKind> = new Set(['hard', 'soft', 'policy', 'mailbox_full', 'block']);
const WORDS: Readonly<Record<string, string>> = {
  mailbox_unknown: 'mailbox does not exist',
  domain_unknown: 'domain does not exist',
  mailbox_disabled: 'mailbox is closed',
  moved: 'person has left or moved',
  bad_address: 'address is not valid',
};

/**
 * Decides what a returned mail that was tied to `message` changes. Only a failure of the address itself costs the
 * address; answers of programs, delays, and refusals of us or our mail never do.
 */
export function effectOf(
  { returned, at }: IncomingReturn,
  { messageId }: ReturnMatch,
  message: ReturnedMessage,
  addresses: Addresses,
): ReturnEffect {
  const { contactId } = message;
  const email = addressOf(returned, message, addresses);
  const own = ownRecipient(returned, email);
  const kind = own?.kind ?? returned.kind;
  const reported = own ?? decisiveRecipient(returned);
  const data = describe(returned, kind, reported);
  if (kind === 'delivered') return email === undefined ? NOTHING : { outcome: 'none', email, reached: email };
  if (kind === 'reply') {
    const event = { messageId, kind: 'replied' as const, at, data: { ...data, key: returned.ownMessageId } };
    return { outcome: 'answered', email, event, ...(email === undefined ? {} : { reached: email }) };
  }
  if (kind === 'complaint') {
    const event = { messageId, kind: 'complained' as const, at, data };
    if (email === undefined) return { outcome: 'noted', event };
    const why = `complaint (${returned.reason ?? 'abuse'})`;
    return { outcome: 'blocked', email, event, suppress: { email, contactId, why, status: 'complained' } };
  }
  if (!FAILURES.has(kind)) return NOTHING;
  const event = { messageId, kind: 'bounced' as const, at, data };
  if (email === undefined) return { outcome: 'noted', event };
  // Of a contact who has another address by now only the old one is dead.
  const whose = message.recipientKind === 'contact' && !addresses.includes(email) ? 0 : contactId;
  if (kind === 'hard') {
    const suppress = { email, contactId: whose, why: explain(reported), status: 'cleaned' as const };
    return { outcome: 'blocked', email, event, suppress };
  }
  // Policy and block speak of us, not of the address.
  return kind === 'soft' || kind === 'mailbox_full'
    ? { outcome: 'counted', email, event, softBounce: { email, contactId: whose, messageId, at } }
    : { outcome: 'noted', email, event };
}

/**
 * Each mail of ours has one recipient. Where a report speaks of that one and of others (a list has passed the mail on to
 * its members, and one of them is gone), what it says of that one counts.
 */
function ownRecipient({ recipients }: ReturnedMail, email: string | undefined): ReportedRecipient | undefined {
  if (recipients.length < 2 || email === undefined) return undefined;
  return recipients.find(({ address }) => normalizeEmail(address) === email);
}

/** The one that made the report what it is. */
export function decisiveRecipient(returned: ReturnedMail): ReportedRecipient | undefined {
  return returned.recipients.find((one) => one.kind === returned.kind) ?? returned.recipients[0];
}

/**
 * The address that failed, which is the one that the mail was sent to, whatever the report names: mail is forwarded.
 * Returned headers that name an address which was never the contact's speak of another mail: nothing is suppressed.
 * Mails of earlier versions have no address in the ledger; it is the one in the headers, else the contact's.
 */
function addressOf(returned: ReturnedMail, message: ReturnedMessage, addresses: Addresses): string | undefined {
  const own = normalizeEmail(message.recipientAddress ?? '') ?? undefined;
  if (message.recipientKind !== 'contact') return own;
  const sentTo = normalizeEmail(returned.originalTo);
  if (sentTo === null || sentTo === own) return own ?? addresses[0];
  return addresses.includes(sentTo) ? (own ?? sentTo) : undefined;
}

/** `mailbox does not exist (550 5.1.1 User unknown)` */
function explain(reported: ReportedRecipient | undefined): string {
  const words = WORDS[reported?.reason ?? ''] ?? 'mail comes back for good';
  const said = reported?.diagnostic ?? reported?.status;
  return said ? `${words} (${said})`.slice(0, 500) : words;
}

function describe(
  returned: ReturnedMail,
  kind: ReturnKind,
  reported: ReportedRecipient | undefined,
): Record<string, unknown> {
  const facts = {
    bounce: FAILURES.has(kind) ? kind : undefined,
    reason: reported?.reason ?? returned.reason,
    status: reported?.status,
    diagnostic: reported?.diagnostic,
    answer: returned.kind === 'reply' ? returned.subject : undefined,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== ''));
}
