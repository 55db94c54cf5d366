import { ADDRESSES } from '../address-pattern.js';
import type { DeliveryKind } from '../returned-mail.js';
import { REASONS } from './reason.list.js';
import type { Reason } from './reason.js';

/** What is known about one failure: codes and the words of the server. */
export interface FailureFacts {
  /** Enhanced status from the report's own field; '' when there is none. */
  readonly status: string;
  /** The words of the server that refused. */
  readonly diagnostic: string;
  /** The words around: what the reporting server wrote for people. */
  readonly notice: string;
}

export interface Judgement {
  readonly kind: DeliveryKind;
  readonly reason: string;
  readonly status: string;
}

/** These say little: servers that do not know better write them, and their words say more. */
const VAGUE_CODES = new Set(['0.0', '1.0', '2.0', '3.0', '4.0', '5.0', '6.0', '7.0', '7.1']);
const ENHANCED = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])/;
const SMTP_CODE = /(?<![\d.:/#-])([45]\d\d)(?=[\s#:<([,-])/;
/** How peers tell at which command of the session the answer came. */
const AT_RECIPIENT = /\bRCPT\b|does not like recipient|recipient (?:address )?rejected/i;
const AT_OTHERS =
  /(?:in reply to|after) (?:end of |sending )?(?:the )?(?:DATA|MAIL|EHLO|HELO)\b|after end of data|>>> ?DATA/i;
const MAX_CHARS = 8000;
const SENTENCE_CHARS = 12;

/** The reason of a failure, and whether it is the address, the mail, or the moment that is to blame. */
export function judgeFailure({ status, diagnostic, notice }: FailureFacts): Judgement {
  const said = tidy(diagnostic);
  const code = codeIn(said) || status;
  const found =
    byWords(said) ??
    byCode(code) ??
    byCode(status) ??
    byWords(tidy(notice)) ??
    bySubject(code || status) ??
    bySmtpCode(said);
  const isTemporary = temporary(said, code, status);
  const shown = VAGUE_CODES.has(code.slice(2)) && status !== '' && !VAGUE_CODES.has(status.slice(2)) ? status : code;
  if (found) return { kind: weigh(found, isTemporary), reason: found.reason, status: shown };
  if (isTemporary) return { kind: 'soft', reason: 'temporary', status: shown };
  // Somebody has said why, and it is not understood: the address may be good, and if it is not, that will count up.
  if (isAnswer(said) && !isAboutRecipient(said, notice)) return { kind: 'soft', reason: 'unclear', status: shown };
  // RFC 3463: class 5 will not succeed later; and a server that gives a mail back has given it up.
  return { kind: 'hard', reason: 'undelivered', status: shown };
}

/** A specific code outweighs vague words, and words outweigh a vague code. */
function byWords(text: string): Reason | undefined {
  if (text === '') return undefined;
  const spoken = REASONS.find(({ words }) => words.some((pattern) => pattern.test(text)));
  const code = codeIn(text);
  const coded = VAGUE_CODES.has(code.slice(2)) ? undefined : byCode(code);
  if (!spoken || !coded || coded === spoken) return spoken ?? coded;
  // A code for the sender is meant, however it goes on about an address that is not valid.
  if (coded.reason === 'sender_rejected') return coded;
  // A code for the address or the mailbox is meant; "rejected", "denied" and the like are said of everything.
  return WEAK.has(spoken.reason) && coded.kind !== 'soft' ? coded : spoken;
}

const WEAK = new Set(['content_refused', 'network', 'greylisted', 'server_problem', 'expired', 'moved', 'bad_address']);

function byCode(code: string): Reason | undefined {
  return code === '' ? undefined : REASONS.find(({ codes }) => codes.includes(code.slice(2)));
}

/** Codes that are not listed: what they are about (RFC 3463, 3). Of security and content the address is innocent. */
function bySubject(code: string): Reason | undefined {
  const reason = { '4': 'network', '6': 'content_refused', '7': 'content_refused' }[code.split('.')[1] ?? ''];
  return reason === undefined ? undefined : named(reason);
}

/** "Exceeded storage allocation" (RFC 5321, 4.2.3), whatever the words. */
function bySmtpCode(said: string): Reason | undefined {
  return SMTP_CODE.exec(said)?.[1] === '552' ? named('mailbox_full') : undefined;
}

/** Refused when the recipient was named, with a code that RFC 5321 (4.2.3) has for mailboxes. */
function isAboutRecipient(said: string, notice: string): boolean {
  const code = SMTP_CODE.exec(said)?.[1] ?? '';
  const around = `${said} ${notice.slice(0, MAX_CHARS)}`;
  return /^55[013]$/.test(code) && AT_RECIPIENT.test(around) && !AT_OTHERS.test(around);
}

/** Words behind the code of a server, or a sentence without a code. */
function isAnswer(said: string): boolean {
  const code = SMTP_CODE.exec(said) ?? ENHANCED.exec(said);
  if (code) return /\p{L}{4}/u.test(said.slice(code.index));
  return said.replace(/\P{L}/gu, '').length >= SENTENCE_CHARS;
}

function named(reason: string): Reason | undefined {
  return REASONS.find((one) => one.reason === reason);
}

function codeIn(text: string): string {
  return ENHANCED.exec(text)?.[0] ?? '';
}

/** A server that keeps trying until it gives up says 4xx to the end: the address may be good. */
function temporary(said: string, code: string, status: string): boolean {
  const smtp = SMTP_CODE.exec(said)?.[1];
  if (smtp) return smtp.startsWith('4');
  const decisive = code || status;
  return decisive.startsWith('4');
}

function weigh(reason: Reason, isTemporary: boolean): DeliveryKind {
  return reason.kind === 'hard' && isTemporary ? 'soft' : reason.kind;
}

/** An address may hold words of a reason. */
function tidy(text: string): string {
  return text.slice(0, MAX_CHARS).replace(ADDRESSES, '@').replace(/\s+/g, ' ').trim();
}
