import { enhancedCodeOf } from '../enhanced-code.js';
import type { NotSent, SmtpPhase } from '../mail-transport.js';

/** One reply of the server (RFC 5321, 4.2), all its lines. */
export interface Reply {
  readonly code: number;
  /** As the server wrote it, lines joined by \n. */
  readonly text: string;
}

const CODE_LENGTH = 3;
const CR = 0x0d;
const BLANK = 0x20;
const HYPHEN = 0x2d;
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
    const text = this.rest + chunk.toString('utf8');
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = text.slice(from, text.charCodeAt(end - 1) === CR && end > from ? end - 1 : end);
      from = end + 1;
      this.addLine(line);
    }
    this.rest = text.slice(from);
    if (this.length + this.rest.length > MAX_REPLY_LENGTH) throw new ProtocolError('The reply does not end.');
  }

  private addLine(line: string): void {
    const code = codeOf(line);
    if (code === null) throw new ProtocolError(`This is no SMTP reply: ${JSON.stringify(line.slice(0, 200))}`);
    this.lines.push(line);
    this.length += line.length;
    if (this.length > MAX_REPLY_LENGTH) throw new ProtocolError('The reply does not end.');
    if (line.charCodeAt(CODE_LENGTH) === HYPHEN) return;
    const text = this.lines.length === 1 ? line : this.lines.join('\n');
    this.lines = [];
    this.length = 0;
    this.onReply({ code, text });
  }
}

/** The code of a reply's line: 2yz to 5yz, then nothing, a blank, or a hyphen; null when it is none. */
function codeOf(line: string): number | null {
  const [first, second, third] = [digitAt(line, 0), digitAt(line, 1), digitAt(line, 2)];
  const next = line.charCodeAt(CODE_LENGTH);
  const ends = line.length === CODE_LENGTH || next === BLANK || next === HYPHEN;
  const good = ends && first >= 2 && first <= 5 && second <= 9 && third <= 9;
  return good ? first * 100 + second * 10 + third : null;
}

/** Above 9 for what is no digit. */
function digitAt(line: string, index: number): number {
  const digit = line.charCodeAt(index) - 0x30;
  return digit >= 0 ? digit : Infinity;
}

/** Phases in which the server speaks about the mail; before them it speaks about us, which may be put right. */
const ABOUT_THE_MAIL: ReadonlySet<SmtpPhase> = new Set<SmtpPhase>(['mail', 'rcpt', 'data', 'body', 'after_dot']);

/** What a refusing reply means for the mail: 4xx and everything about the session may be tried again, 5xx may not. */
export function refusedBy({ code, text }: Reply, phase: SmtpPhase): NotSent {
  const outcome = code >= 500 && ABOUT_THE_MAIL.has(phase) ? 'failed' : 'deferred';
  return { outcome, phase, code, enhanced: enhancedCodeOf(text), response: text };
}
