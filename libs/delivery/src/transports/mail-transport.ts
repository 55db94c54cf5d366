import type { GuardedHttpClient } from '#libs/kernel';

/** Where in an SMTP session something happened. `after_dot` begins when the final dot has left this process. */
export type SmtpPhase =
  'connect' | 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'after_dot';

const NAMES_RECIPIENT: readonly SmtpPhase[] = ['rcpt', 'data', 'body', 'after_dot'];

/** Whether what a server says then may be about the recipient; before, it is about us. */
export function namesRecipient(phase: SmtpPhase): boolean {
  return NAMES_RECIPIENT.includes(phase);
}

/** One mail for exactly one recipient. */
export interface OutgoingMail {
  /** The caller's own number for this mail; it comes back with the result. */
  readonly key: number;
  /** Envelope sender; '' is the null reverse path. */
  readonly from: string;
  /** Envelope recipient. */
  readonly to: string;
  readonly raw: Buffer;
  /** ASCII in lines that all end with CRLF and none begins with a dot, as the composer knows: nobody has to look. */
  readonly isPlain?: boolean | undefined;
}

/** The server took responsibility: nothing may be sent again. */
interface Sent {
  readonly outcome: 'sent';
  /** The server's words, its queue id often among them. */
  readonly response: string;
}

/**
 * deferred: not taken, may be tried again (4xx, the connection failed before the final dot, or the server refused the
 * session: a wrong password is our mistake, not the mail's).
 * failed: refused for good (5xx, or an address that this server cannot carry).
 * unknown: the connection ended after the final dot without an answer; trying again may make a duplicate.
 */
export interface NotSent {
  readonly outcome: 'deferred' | 'failed' | 'unknown';
  readonly phase: SmtpPhase;
  /** The SMTP reply code, when there was a reply. */
  readonly code?: number | undefined;
  /** The enhanced status code (RFC 3463), such as `5.1.1`. */
  readonly enhanced?: string | undefined;
  readonly response: string;
  /** What a provider that is no SMTP server objects to; phase and code say it for those that are. */
  readonly provider?: ProviderObjection | undefined;
  /** Not to be tried again before this time has passed, where the server said so. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * recipient, content: this mail. account: key, domain, permission or plan. busy: we are too fast. trouble: it is
 * out of order. refused: for a reason that we do not know. unreachable: no connection. no_answer: it may have the mail.
 */
export type ProviderObjection =
  'recipient' | 'content' | 'account' | 'busy' | 'trouble' | 'refused' | 'unreachable' | 'no_answer';

export type HandOver = Sent | NotSent;

export type OnResult = (key: number, result: HandOver) => void;

/**
 * So long a check of the settings waits for an answer at most: somebody waits for it, and a server that wants TLS from
 * the first byte says nothing to who does not.
 */
export const CHECK_REPLY_MS = 20_000;

/** What a check of the settings found; nothing was sent. */
export interface TransportCheck {
  readonly ok: boolean;
  /** Where it failed. */
  readonly phase?: SmtpPhase | undefined;
  /** The server's last words or the reason of the failure. */
  readonly response: string;
  readonly secure: boolean;
  /** What the server offers (EHLO keywords, upper case). */
  readonly extensions: readonly string[];
}

/** Hands mails to the next server. One instance is one pool of connections; `send` may run several times at once. */
export interface MailTransport {
  /**
   * Takes mails from the source as fast as they can be handed over, never more than `limit` of them unanswered
   * (over all calls), and reports each exactly once. Resolves when every mail taken has its result. Rejects only
   * when the source throws; the mails taken until then have their results by then.
   */
  send(mails: Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>, onResult: OnResult): Promise<void>;
  verify(): Promise<TransportCheck>;
  /** Takes nothing more from any source, waits for what is in flight, then leaves politely. */
  close(): Promise<void>;
}

export interface SendmailProgram {
  /** Absolute. */
  readonly path: string;
  /** In front of ours. */
  readonly args: readonly string[];
}

/** What the process gives to a transport, beside its stored settings. */
export interface TransportRuntime {
  /** Most mails handed over and not answered, over all connections of this transport. */
  readonly limit: number;
  /** How this host names itself in EHLO; an FQDN where there is one. */
  readonly hostname: string;
  /** Port of the built-in mailbox on loopback; none while mail goes to SMTP_URL. */
  readonly mailboxPort?: number | undefined;
  /** The mail program of this host; none where the operator allows none. */
  readonly sendmail?: SendmailProgram | undefined;
  /** The way out for whatever is called over HTTP. */
  readonly http: Pick<GuardedHttpClient, 'send'>;
}
