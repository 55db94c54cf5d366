import { DomainError } from '#libs/kernel';
import type { NotSent, SmtpPhase } from '../mail-transport.js';
import { enhancedCodeOf } from '../enhanced-code.js';

interface NodemailerError {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string | false;
  readonly responseCode?: number;
  readonly message: string;
}

const PHASE_OF_COMMAND: Readonly<Record<string, SmtpPhase>> = {
  CONN: 'connect',
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  'MAIL FROM': 'mail',
  'RCPT TO': 'rcpt',
  DATA: 'data',
};
/** Phases in which the server speaks about the mail; before them it speaks about us, which may be put right. */
const ABOUT_THE_MAIL: ReadonlySet<SmtpPhase> = new Set<SmtpPhase>(['mail', 'rcpt', 'data', 'after_dot']);

export function phaseOf(error: unknown): SmtpPhase {
  const { code, command = '' } = error as NodemailerError;
  if (code === 'EMESSAGE' && command === 'DATA') return 'after_dot';
  if (command.startsWith('AUTH') || code === 'EAUTH') return 'auth';
  return PHASE_OF_COMMAND[command] ?? 'connect';
}

/**
 * What a failed hand-over means. `bodyStarted`: the mail was read from, so that without an answer it may have arrived;
 * nodemailer itself reports a drop after the final dot like one at connect.
 */
export function toNotSent(error: unknown, bodyStarted: boolean): NotSent {
  if (error instanceof DomainError)
    return { outcome: 'failed', phase: 'rcpt', enhanced: '5.1.3', response: error.message };
  const { response, responseCode, message } = error as NodemailerError;
  const phase = phaseOf(error);
  const words = response || message;
  if (responseCode === undefined) {
    return bodyStarted
      ? { outcome: 'unknown', phase: 'after_dot', response: words }
      : { outcome: 'deferred', phase, response: words };
  }
  const outcome = responseCode >= 500 && ABOUT_THE_MAIL.has(phase) ? 'failed' : 'deferred';
  return { outcome, phase, code: responseCode, enhanced: enhancedCodeOf(words), response: words };
}
