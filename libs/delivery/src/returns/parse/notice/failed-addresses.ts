import { ADDRESSES } from '../address-pattern.js';
import { pattern } from '../pattern.js';

/** A recipient that a notice names, and what it says about it. */
export interface NamedRecipient {
  readonly address: string;
  /** The lines from this recipient to the next. */
  readonly said: string;
}

/** A line that has nothing but the address, maybe in brackets, with a colon or a list's dash. */
const ALONE =
  /^[\s>*•·-]*(?:\d+[.)]\s*)?["'(<[]*(?:smtp:|mailto:|rfc822;?\s*)?[^\s<>"]{1,64}@[^\s<>"]{1,255}[\s>"')\]:;,.]*$/i;
/** A line that begins with the address: `<user@example.com>: host said`, `550 <user@example.com>... User unknown`. */
const FIRST =
  /^[\s>*-]*(?:[45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3} )?)?["'(<[]*(?:smtp:)?[^\s<>"]{1,64}@[^\s<>"]{1,255}[>"')\]]*(?:[\s:,;.]|\.\.\.|$)/i;
const LABEL = pattern`
    (?:recipients?|addressees?|rcpt to|to|addressed to|address(?:es)?|userid|user|error-for|for|
    destinatario|destinataire|empfänger\w*|an|destinatário|vers|получател\w*|адресат\w*|収件者|宛先|收件人|
    odbiorca|mottagare|modtager|smtp|mailbox|account)\W{0,12}["'<(]*$
  `;
const FAILURE = pattern`
    fail|undeliver|not (?:be )?(?:been )?(?:deliver|reach|receiv|found)|unable|unknown|reject|refus|
    could ?n[o']t|cannot|can't|does(?:n't| not)|invalid|no such|returned|error|bounc|not exist|
    unzustell|nicht zu|konnte|remis|delivr|entreg|consegnat|recapit|доставл|届|送達|配信|投递|退|発
  `;
/** Who writes or may be asked, not who was to be reached. */
const OTHERS = pattern`
    (?:contact|ask|e-?mail us|write to|report (?:this|it)|help|assist|questions?|problem(?!.{0,30}(?:deliver|send)).{0,30}to|from|
    sender|reply-to|sent by|forward .{0,40}to|complain|administrator|support|call|mail from|originator|
    by|message-?id|message id|absender|postmaster|moved to|new address(?: is)?|changed to|now at)\W{0,14}["'<(]*$
  `;
/** Notices repeat the head of the mail that they are about. */
const QUOTED_FIELD = /^\s*(?:to|cc|from|subject|date|sent|an|à|para|von):\s/i;
const OFFICE =
  /^(?:postmaster|mailer-daemon|mail-daemon|mail_daemon|hostmaster|abuse|noc|root|helpdesk|support|owner-.+|.+-(?:owner|request|bounces))@/i;

/** Addresses whose part is known before the notice is read, in lower case. */
export interface KnownAddresses {
  readonly ours: ReadonlySet<string>;
  readonly expected: ReadonlySet<string>;
}

interface Candidate {
  readonly address: string;
  readonly at: number;
  readonly score: number;
}

const MAX_LINES = 2000;
const MAX_RECIPIENTS = 200;

/**
 * The recipients that a notice without fields names as not reached. Each address is weighed by where it stands; those
 * that weigh as much as the heaviest kind of line are taken. `ours` are addresses that cannot have failed: where the
 * notice came from and went to; `expected` are those the returned mail was addressed to.
 */
export function findFailedAddresses(notice: string, known: KnownAddresses): NamedRecipient[] {
  const lines = notice.split('\n', MAX_LINES);
  const candidates = lines.flatMap((line, at) => candidatesIn(line, at, lines, known));
  const best = Math.max(0, ...candidates.map(({ score }) => score));
  const floor = best >= 4 ? 4 : best;
  const chosen = candidates.filter(({ score }) => score >= floor && score > 0);
  const unique = new Map<string, Candidate>();
  for (const candidate of chosen) {
    const key = candidate.address.toLowerCase();
    if (!unique.has(key) && unique.size < MAX_RECIPIENTS) unique.set(key, candidate);
  }
  const named = [...unique.values()];
  return named.map(({ address, at }, index) => ({
    address,
    said: lines
      .slice(at, sectionEnd(named, index, lines.length))
      .join('\n')
      .slice(0, 4000),
  }));
}

/** Several on one line share what follows. */
function sectionEnd(named: readonly Candidate[], index: number, end: number): number {
  const own = named[index]?.at ?? 0;
  return named.find(({ at }) => at > own)?.at ?? end;
}

function candidatesIn(line: string, at: number, lines: readonly string[], known: KnownAddresses): Candidate[] {
  if (!line.includes('@')) return [];
  const short = line.slice(0, 1000);
  return [...short.matchAll(ADDRESSES)].flatMap((match) => {
    const address = (wholeIn(short, match) ?? match[0]).replace(/^[-.]+/, '');
    const key = address.toLowerCase();
    if (known.ours.has(key) || OFFICE.test(address) || /^\d{6,}\.\w+@/.test(address)) return [];
    const weight = weigh(short, match.index, at, lines);
    const score = weight >= 1 && known.expected.has(key) ? weight + 2 : weight;
    return score > 0 ? [{ address, at, score }] : [];
  });
}

/** Between angle brackets an address may begin with what would end it elsewhere: `<list=ada@reader.example>`. */
function wholeIn(line: string, match: RegExpExecArray): string | undefined {
  const end = match.index + match[0].length;
  const start = /<[\w=/'!#$%&*+?^{}~.-]{1,64}$/.exec(line.slice(Math.max(0, match.index - 65), match.index))?.[0];
  return start !== undefined && line[end] === '>' ? start.slice(1) + match[0] : undefined;
}

function weigh(line: string, index: number, at: number, lines: readonly string[]): number {
  const before = line.slice(Math.max(0, index - 80), index);
  const lead = before.trim() === '' ? (lines[at - 1] ?? '').trim() : before;
  if (OTHERS.test(lead) && !ALONE.test(line) && !/generated from\W*$/i.test(before)) return 0;
  if (QUOTED_FIELD.test(line)) return 0.5;
  const around = lines.slice(Math.max(0, at - 6), at + 4).join(' ');
  let score = 1;
  if (ALONE.test(line)) score += 3;
  else if (FIRST.test(line)) score += 3;
  else if (LABEL.test(before)) score += 2;
  if (FAILURE.test(line)) score += 1;
  if (FAILURE.test(around)) score += 1;
  return score;
}

/**
 * Servers for their own users name them without the domain: a line of its own below one that announces recipients.
 * The domain is that of the server.
 */
export function findLocalNames(notice: string, domain: string): NamedRecipient[] {
  const lines = notice.split('\n', MAX_LINES);
  const intro = lines.findIndex((line, at) =>
    /(?:recipient|address|following|user).{0,200}:\s*$/i.test(`${lines[at - 1] ?? ''} ${line}`.slice(-300)),
  );
  if (intro < 0 || domain === '') return [];
  const at = lines.findIndex((line, index) => index > intro && line.trim() !== '');
  const name = /^\s*([\w.+-]{2,64})(?:\s*$|\s{2,}\S|\t|\s+["(])/.exec(lines[at] ?? '')?.[1];
  return name ? [{ address: `${name}@${domain}`, said: lines.slice(intro, at + 6).join('\n') }] : [];
}
