import {
  accountRefused,
  busy,
  contentRefused,
  judgeUnknownRefusal,
  recipientRefused,
  unclear,
} from '../../providers/provider-verdicts.js';
import type { HandOver } from '../mail-transport.js';
import type { ProgramEnd } from './run-program.js';

export const SENDMAIL = { name: 'sendmail' } as const;

/** sysexits.h, which programs called sendmail keep to. */
const DATAERR = 65;
const NOUSER = 67;
const NOHOST = 68;
/** Service, software, system or disk out of order, or simply: later. */
const LATER = new Set([69, 70, 71, 74, 75]);
/** Wrong arguments, no permission, wrong configuration, no such program (of a shell). */
const OURS = new Set([64, 66, 72, 73, 77, 78, 126, 127]);

/** What the end of a mail program means. */
export function judgeEnd({ code, signal, wroteAll, startError, words }: ProgramEnd): HandOver {
  if (startError !== undefined) {
    return { outcome: 'deferred', phase: 'connect', provider: 'unreachable', response: `sendmail: ${startError}` };
  }
  const said = words.trim() || 'no reason given';
  if (code === 0 && wroteAll) return { outcome: 'sent', response: 'sendmail: queued' };
  // 0 without having read everything, or no code at all: it may have queued the mail.
  if (code === 0) return unclear(SENDMAIL, 'it ended before it had the whole mail');
  if (code === null) return unclear(SENDMAIL, `it was ended by ${String(signal)}: ${said}`);
  const told = `${said} (exit code ${String(code)})`;
  if (code === NOUSER || code === NOHOST) return recipientRefused(SENDMAIL, told);
  if (code === DATAERR) return contentRefused(SENDMAIL, told);
  if (OURS.has(code)) return accountRefused(SENDMAIL, told);
  return LATER.has(code) ? busy(SENDMAIL, told) : judgeUnknownRefusal(SENDMAIL, told);
}
