import { enhancedCodeOf } from '../enhanced-code.js';
import type { NotSent, SmtpPhase } from '../mail-transport.js';

/** One reply of the server (RFC 5321, 4.2), all its lines. */
export interface Reply {
  readonly code: number;
  /** As the server wrote it, lines joined by \n. */
  readonly text: string;
}

const LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;
/** A server that sends more without ending its reply is broken or hostile. */
const MAX_REPLY_LENGTH = 64 * 1024;

/** The server sent what is no SMTP reply: nothing that follows on the connection can be trusted. */
export class ProtocolError extends Error {}

/** Cuts the server's bytes into replies, however TCP split or merged them. */
export class ReplyReader {
  private rest = '';
  private lines: string[] = [];
  private length = 0;

  constructor(private readonly onReply: (reply: Reply) => void) {}

  /** Throws {@link ProtocolError}. */
  read(chunk: Buffer): void {
    this.rest += chunk.toString('utf8');
    for (let end = this.rest.indexOf('\n'); end >= 0; end = this.rest.indexOf('\n')) {
      const line = this.rest.slice(0, end).replace(/\r$/, '');
      this.rest = this.rest.slice(end + 1);
      this.addLine(line);
    }
    if (this.length + this.rest.length > MAX_REPLY_LENGTH) throw new ProtocolError('The reply does not end.');
  }

  private addLine(line: string): void {
    const parts = LINE.exec(line);
    if (!parts) throw new ProtocolError(`This is no SMTP reply: ${JSON.stringify(line.slice(0, 200))}`);
    this.lines.push(line);
    this.length += line.length;
    if (this.length > MAX_REPLY_LENGTH) throw new ProtocolError('The reply does not end.');
    if (parts[2] === '-') return;
    const text = this.lines.length === 1 ? line : this.lines.join('\n');
    this.lines = [];
    this.length = 0;
    this.onReply({ code: Number(parts[1]), text });
  }
}

/** Phases in which the server speaks about the mail; before them it speaks about us, which may be put right. */
const ABOUT_THE_MAIL: ReadonlySet<SmtpPhase> = new Set<SmtpPhase>(['mail', 'rcpt', 'data', 'body', 'after_dot']);

/** What a refusing reply means for the mail: 4xx and everything about the session may be tried again, 5xx may not. */
export function refusedBy({ code, text }: Reply, phase: SmtpPhase): NotSent {
  const outcome = code >= 500 && ABOUT_THE_MAIL.has(phase) ? 'failed' : 'deferred';
  return { outcome, phase, code, enhanced: enhancedCodeOf(text), response: text };
}
