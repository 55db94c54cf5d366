import { DomainError } from '#libs/kernel';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { z } from 'zod';
import { toWireAddress } from '../../mime/mail-address.js';
import { defineTransport } from '../define-transport.js';
import { byPromise, HandOverWindow } from '../hand-over-window.js';
import type {
  HandOver,
  MailTransport,
  NotSent,
  OnResult,
  OutgoingMail,
  SendmailProgram,
  TransportCheck,
  TransportRuntime,
} from '../mail-transport.js';
import { accountRefused } from '../../providers/provider-verdicts.js';
import { judgeEnd, SENDMAIL } from './exit-verdict.js';
import { runProgram } from './run-program.js';

/** How long `close` waits for programs: Ctrl-C has ten seconds for everything. */
const CLOSE_MS = 5_000;
const NOT_ALLOWED =
  'The operator allows no mail program here: set TIDINGS_SENDMAIL, for example to /usr/sbin/sendmail, and start Tidings again.';

/**
 * The mail program of this host. Which one, and its arguments, are the operator's to say and no setting of a sender:
 * a program of one's choice, or another configuration of this one, would be the run of the host.
 */
export const sendmail = defineTransport({
  type: 'sendmail',
  label: 'sendmail',
  description: 'The mail program of this host (Postfix, Exim, msmtp …), where TIDINGS_SENDMAIL allows it.',
  params: z.object({
    processes: z
      .int()
      .min(1)
      .max(50)
      .default(4)
      .describe('Programs at the same time.')
      .meta({ title: 'Processes', advanced: true }),
    timeout_s: z
      .number()
      .min(0.1)
      .max(600)
      .default(60)
      .describe('A program that takes longer is ended. Its mail is not sent again.')
      .meta({ title: 'Timeout in seconds', advanced: true }),
  }),
  unavailable: ({ TIDINGS_SENDMAIL: program }) => (program === undefined ? NOT_ALLOWED : null),
  create: (params, runtime) => new SendmailTransport(params, runtime),
});

class SendmailTransport implements MailTransport {
  private readonly window: HandOverWindow;
  private readonly program: SendmailProgram | undefined;
  private readonly running = new Set<ChildProcess>();

  constructor(
    private readonly params: { readonly processes: number; readonly timeout_s: number },
    { limit, sendmail: program }: TransportRuntime,
  ) {
    this.window = new HandOverWindow(Math.min(params.processes, limit));
    this.program = program;
  }

  send(mails: Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>, onResult: OnResult): Promise<void> {
    return this.window.run(
      mails,
      byPromise((mail) => this.handOver(mail)),
      onResult,
    );
  }

  async verify(): Promise<TransportCheck> {
    const answer = { secure: false, extensions: [] };
    if (!this.program) return { ok: false, phase: 'auth', response: NOT_ALLOWED, ...answer };
    try {
      await access(this.program.path, constants.X_OK);
      return { ok: true, response: `${this.program.path} can be run.`, ...answer };
    } catch (error) {
      const response = error instanceof Error ? error.message : String(error);
      return { ok: false, phase: 'connect', response, ...answer };
    }
  }

  async close(): Promise<void> {
    const cut = setTimeout(() => {
      for (const child of this.running) child.kill('SIGKILL');
    }, CLOSE_MS);
    await this.window.close();
    clearTimeout(cut);
  }

  private async handOver({ from, to, raw }: OutgoingMail): Promise<HandOver> {
    if (!this.program) return accountRefused(SENDMAIL, NOT_ALLOWED);
    const envelope = toArguments(from, to);
    if ('outcome' in envelope) return envelope;
    const { path, args } = this.program;
    // -i: a line with one dot ends nothing. Lines end as they do in files here.
    return judgeEnd(
      await runProgram({
        path,
        args: [...args, '-i', '-f', envelope.from, envelope.to],
        input: raw.toString('latin1').replaceAll('\r\n', '\n'),
        timeoutMs: this.params.timeout_s * 1000,
        running: this.running,
      }),
    );
  }
}

function toArguments(from: string, to: string): { readonly from: string; readonly to: string } | NotSent {
  try {
    const envelope = { from: from === '' ? '<>' : toWireAddress(from), to: toWireAddress(to) };
    // It would be read as an option.
    if (Object.values(envelope).some((address) => /^"?-/.test(address))) throw new DomainError('mail.address_invalid');
    return envelope;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { outcome: 'failed', phase: 'rcpt', enhanced: '5.1.3', response: error.message };
  }
}
