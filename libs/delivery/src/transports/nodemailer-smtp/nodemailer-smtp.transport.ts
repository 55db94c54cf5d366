import { createTransport, type Transporter } from 'nodemailer';
import type { Readable } from 'node:stream';
import { toWireAddress } from '../../mime/mail-address.js';
import { defineTransport } from '../define-transport.js';
import { byPromise, HandOverWindow } from '../hand-over-window.js';
import {
  CHECK_REPLY_MS,
  type HandOver,
  type MailTransport,
  type OnResult,
  type OutgoingMail,
  type TransportCheck,
  type TransportRuntime,
} from '../mail-transport.js';
import { smtpParams, tlsPolicy, type SmtpParams } from '../smtp.params.js';
import { phaseOf, toNotSent } from './nodemailer-failure.js';

export const nodemailerSmtp = defineTransport({
  type: 'nodemailer_smtp',
  label: 'SMTP (nodemailer)',
  description:
    'For servers that the fast SMTP client does not get along with. Slower, and less exact about unclear endings.',
  params: smtpParams,
  create: (params, runtime) => new NodemailerSmtpTransport(params, runtime),
});

class NodemailerSmtpTransport implements MailTransport {
  private readonly window: HandOverWindow;
  private readonly transporter: Transporter<{ response: string }>;
  /** The stream of each mail under way: once it was read from, the mail may have arrived. */
  private readonly streams = new WeakMap<Buffer, Readable>();

  constructor(
    private readonly params: SmtpParams,
    private readonly runtime: TransportRuntime,
  ) {
    this.window = new HandOverWindow(runtime.limit);
    this.transporter = createTransport(toOptions(params, runtime));
    this.transporter.use('stream', ({ message, data }, next) => {
      const { raw } = data;
      const open = message.createReadStream.bind(message);
      message.createReadStream = () => {
        const stream = open();
        if (Buffer.isBuffer(raw)) this.streams.set(raw, stream);
        return stream;
      };
      next();
    });
  }

  send(mails: Iterable<OutgoingMail> | AsyncIterable<OutgoingMail>, onResult: OnResult): Promise<void> {
    return this.window.run(
      mails,
      byPromise((mail) => this.handOver(mail)),
      onResult,
    );
  }

  async verify(): Promise<TransportCheck> {
    const { secure, command_timeout_s: patience } = this.params;
    // On a connection of its own: those for mails may be as patient as they are told to be.
    const params = { ...this.params, command_timeout_s: Math.min(patience, CHECK_REPLY_MS / 1000) };
    const own = createTransport({ ...toOptions(params, this.runtime), pool: false });
    try {
      await own.verify();
      return { ok: true, response: 'The server answers.', secure, extensions: [] };
    } catch (error) {
      const { response } = toNotSent(error, false);
      return { ok: false, phase: phaseOf(error), response, secure: false, extensions: [] };
    } finally {
      own.close();
    }
  }

  async close(): Promise<void> {
    await this.window.close();
    this.transporter.close();
  }

  private async handOver({ from, to, raw }: OutgoingMail): Promise<HandOver> {
    // A view of its own: the same mail may be under way twice.
    const bytes = raw.subarray();
    try {
      const envelope = { from: from && toWireAddress(from), to: [toWireAddress(to)] };
      const { response } = await this.transporter.sendMail({ envelope, raw: bytes });
      return { outcome: 'sent', response };
    } catch (error) {
      return toNotSent(error, this.streams.get(bytes)?.readableDidRead ?? false);
    }
  }
}

function toOptions(params: SmtpParams, { hostname, limit }: TransportRuntime): object {
  const { host, port, secure, username, password, pool, max_messages, connect_timeout_s, command_timeout_s } = params;
  const policy = tlsPolicy(params);
  return {
    pool: true,
    host,
    port,
    secure,
    name: hostname,
    ...(username === undefined ? {} : { auth: { user: username, pass: password ?? '' } }),
    ignoreTLS: policy === 'off' && !secure,
    requireTLS: policy === 'required',
    tls: { rejectUnauthorized: policy === 'required' },
    maxConnections: Math.min(pool, limit),
    maxMessages: max_messages,
    // Sent again by the pool, a mail that was dropped after its final dot would arrive twice.
    maxRequeues: 0,
    connectionTimeout: connect_timeout_s * 1000,
    greetingTimeout: command_timeout_s * 1000,
    socketTimeout: command_timeout_s * 1000,
  };
}
