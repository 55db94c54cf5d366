import { namesRecipient, type HandOver, type NotSent } from '../transports/mail-transport.js';

/** What an answer says about our pace. */
export interface SlowDownSignal {
  /** What counted, as it is shown: `421 4.7.28`, `451 4.7.650`, `TSS04`. */
  readonly code: string;
  /** How long nothing goes there. */
  readonly waitMs: number;
}

interface SlowDownRule {
  /** Tells it among temporary refusals. */
  readonly matches: (answer: Asked) => boolean;
  /** Named by this instead of the codes. */
  readonly name?: RegExp;
  readonly waitMs: number;
}

interface Asked {
  readonly code: number;
  readonly enhanced: string;
  readonly text: string;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const says =
  (text: RegExp): SlowDownRule['matches'] =>
  (answer) =>
    text.test(answer.text);

const status =
  (enhanced: RegExp): SlowDownRule['matches'] =>
  (answer) =>
    enhanced.test(answer.enhanced);

/**
 * What refusals ask us to go slower: the first that matches counts. What is about the address (4.2.2 full), a
 * greylist, or a missing record (4.7.23 ff.: no reverse name, no DKIM) is not among them: slower mail is no better mail.
 */
// °: as it is commonly reported; the provider has no page on it, or none that was read for this table.
const SLOW_DOWN_RULES: readonly SlowDownRule[] = [
  // Google, "Gmail SMTP errors and codes" (support.google.com/a/answer/3726730): 4.7.23 to 4.7.32 but for 28 are about
  // reverse names, TLS, SPF, DKIM, DMARC and alignment. More pace or less changes nothing there.
  { matches: status(/^4\.7\.(2[34679]|3[0-2])$/), waitMs: 0 },
  // Greylisting asks for patience with one mail, not with all: Postgrey, Exim and others say so in words.
  { matches: says(/gr[ea]y-?list/i), waitMs: 0 },
  // The same page: "421-4.7.28 … unusual rate of unsolicited mail … temporarily rate limited" by IP, SPF or DKIM
  // domain, or URL; the older form of it is 421 4.7.0. It lasts for minutes at least.
  { matches: status(/^4\.7\.28$/), waitMs: 2 * MINUTE_MS },
  { matches: says(/unusual rate of (unsolicited )?(e?mail)/i), waitMs: 2 * MINUTE_MS },
  // The same page: "450 4.2.1 The user you are trying to contact is receiving mail too quickly": one mailbox alone.
  { matches: says(/receiving mail (too quickly|at a rate)/i), waitMs: 0 },
  // Yahoo, "SMTP error codes" (senders.yahooinc.com/smtp-error-codes): 421 4.7.0 [TSS04] unexpected volume or
  // complaints, [TSS01] to [TSS11], [TS01] to [TS03]: deferred by address or domain; [GL01] is a greylist.
  { matches: says(/\[GL\d\d\]/), waitMs: 0 },
  { matches: says(/\[TSS?\d\d\]/), name: /TSS?\d\d/, waitMs: 5 * MINUTE_MS },
  // Yahoo, the same page: "451 Resources temporarily unavailable"; "421 Too many concurrent connections".
  {
    matches: says(/resources temporarily (un|not )available|too many (concurrent |simultaneous )?connections/i),
    waitMs: 30_000,
  },
  // Microsoft (sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx; learn.microsoft.com "non-delivery
  // report error codes"): 451 4.7.500-699 "Server busy"; 4.7.650 and 651 "temporarily rate limited due to IP reputation"
  // (S775, S3114), 652 "exceeded the maximum number of connections" (S3115); 421 RP-001 to 003 by reputation.
  { matches: status(/^4\.7\.65[0-9]$/), waitMs: 5 * MINUTE_MS },
  { matches: says(/\bRP-00[1-3]\b/), name: /RP-00[1-3]/, waitMs: 5 * MINUTE_MS },
  { matches: says(/\bS(775|3114|3115|3150)\b/), waitMs: 5 * MINUTE_MS },
  { matches: status(/^4\.7\.(5\d\d|6\d\d)$/), waitMs: MINUTE_MS },
  // Apple °: [CS01] and [HM08] by local policy, of the address or of the volume.
  { matches: says(/\[(CS|HM)\w\d\]/), name: /(CS|HM)\w\d/, waitMs: 2 * MINUTE_MS },
  // Comcast °: RL000001 to RL000010, rate limits by address.
  { matches: says(/\bRL0000\d\d\b/), name: /RL0000\d\d/, waitMs: 2 * MINUTE_MS },
  // Orange °: OFR004_104, ofr_103: too many connections or mails.
  { matches: says(/\bOFR\d{0,3}_\d{3}\b/i), name: /OFR\d{0,3}_\d{3}/i, waitMs: 5 * MINUTE_MS },
  // RFC 5321, 3.8 and RFC 3463, 3.3 and 3.5: the service wants us gone (421); the system takes no mail for the moment
  // (4.3.2), is overloaded (4.4.5), has too many mails in the session (4.5.3).
  { matches: status(/^4\.(3\.2|4\.5|5\.3)$/), waitMs: 30 * SECOND_MS },
  // Words of many others.
  {
    matches: says(
      /rate.?limit|throttl|too (many|much|fast)|slow(ing)? down|sending (rate|limit)|(rate|volume) exceed/i,
    ),
    waitMs: MINUTE_MS,
  },
  // 421, and 450 or 451 by policy (4.7.x, RFC 3463, 3.8), whatever the words.
  { matches: ({ code }) => code === 421, waitMs: 30 * SECOND_MS },
  {
    matches: ({ code, enhanced }) => (code === 450 || code === 451) && enhanced.startsWith('4.7.'),
    waitMs: 30 * SECOND_MS,
  },
];

/** Whether an answer asks us to go slower there; undefined for all others. */
export function slowDownOf(answer: HandOver): SlowDownSignal | undefined {
  if (answer.outcome !== 'deferred') return undefined;
  if (answer.provider) return answer.provider === 'busy' ? { code: 'busy', waitMs: waitOf(answer, 10_000) } : undefined;
  const { code = 0, response: text } = answer;
  const enhanced = answer.enhanced ?? ENHANCED.exec(text)?.[1] ?? '';
  if (code < 400 || code > 499) return undefined;
  const rule = SLOW_DOWN_RULES.find(({ matches }) => matches({ code, enhanced, text }));
  if (!rule || rule.waitMs === 0) return undefined;
  const named = rule.name?.exec(text)?.[0];
  return { code: [String(code), enhanced, named].filter(Boolean).join(' '), waitMs: waitOf(answer, rule.waitMs) };
}

/** Said to us before a recipient was named, it is about all our mail. */
export function isAboutAll({ phase, provider }: NotSent): boolean {
  return provider !== undefined || !namesRecipient(phase);
}

/** Several write the status behind other words. */
const ENHANCED = /\b(4\.\d{1,3}\.\d{1,3})\b/;
const LONGEST_MS = 3_600_000;

function waitOf({ retryAfterMs = 0 }: NotSent, waitMs: number): number {
  return Math.min(Math.max(waitMs, retryAfterMs), LONGEST_MS);
}
