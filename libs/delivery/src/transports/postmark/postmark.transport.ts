import { z } from 'zod';
import type { MailContent } from '../../providers/mail-content.js';
import { baseUrl, callParams, secret, withoutSlash } from '../../providers/provider.params.js';
import { ProviderTransport } from '../../providers/provider-transport.js';
import type { Provider, ProviderAnswer, ProviderCheck, ProviderRequest } from '../../providers/provider.js';
import {
  accountRefused,
  busy,
  judgeByStatus,
  readRetryAfter,
  recipientRefused,
  taken,
} from '../../providers/provider-verdicts.js';
import { defineTransport } from '../define-transport.js';
import type { HandOver, OutgoingMail } from '../mail-transport.js';

const POSTMARK = { name: 'Postmark' } as const;
const BASE = 'https://api.postmarkapp.com';
/** Longest value of a piece of metadata. */
const MAX_METADATA = 80;

const params = z.object({
  server_token: secret('Server API token', 'From API Tokens of the server. Kept with the sender; never shown again.'),
  message_stream: z
    .string()
    .regex(/^[a-z][a-z\d-]{0,29}$/, 'must be the id of a stream, such as broadcast')
    .default('broadcast')
    .describe('broadcast for newsletters, outbound for what people asked for.')
    .meta({ title: 'Message stream' }),
  endpoint: baseUrl('Only for another address than https://api.postmarkapp.com.'),
  ...callParams,
});

export const postmark = defineTransport({
  type: 'postmark',
  label: 'Postmark',
  description: 'Postmark by its HTTP interface.',
  params,
  signsItself: true,
  ownReturnPath: true,
  create: (settings, runtime) => new ProviderTransport(new PostmarkProvider(settings), settings, runtime),
});

class PostmarkProvider implements Provider {
  readonly name = POSTMARK.name;
  private readonly base: string;
  private readonly stream: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor({ server_token: token, message_stream: stream, endpoint }: z.output<typeof params>) {
    this.base = withoutSlash(endpoint ?? BASE);
    this.stream = stream;
    this.headers = { 'x-postmark-server-token': token, accept: 'application/json' };
  }

  sendRequest({ to }: OutgoingMail, content: MailContent): ProviderRequest {
    const { from, replyTo, subject, text, html, messageId, headers } = content;
    const body = JSON.stringify({
      From: mailbox(from),
      To: mailbox({ ...content.to, address: to }),
      ...(replyTo ? { ReplyTo: mailbox(replyTo) } : {}),
      Subject: subject,
      ...(html ? { HtmlBody: html } : {}),
      ...(text ? { TextBody: text } : {}),
      // It refuses a mail without a body.
      ...(html || text ? {} : { TextBody: ' ' }),
      Headers: [
        ...headers.map(({ name, value }) => ({ Name: name, Value: value })),
        // Without it, Postmark writes a Message-ID of its own.
        { Name: 'X-PM-KeepID', Value: 'true' },
      ],
      // Comes back with every event. What recognises the mail stands at its start.
      Metadata: { 'message-id': messageId.slice(0, MAX_METADATA) },
      MessageStream: this.stream,
      // Tidings has its own tracking.
      TrackOpens: false,
      TrackLinks: 'None',
    });
    const json = { ...this.headers, 'content-type': 'application/json' };
    return { method: 'POST', url: `${this.base}/email`, headers: json, body };
  }

  judge(answer: ProviderAnswer): HandOver {
    const { status, json } = answer;
    const code = json?.['ErrorCode'];
    const id = json?.['MessageID'];
    if (status === 200 && code === 0 && typeof id === 'string') return taken(POSTMARK, id);
    const message = json?.['Message'];
    const words = typeof message === 'string' ? message : '';
    const said = `${words} (${String(code)})`;
    if (code === INACTIVE || (code === INVALID && ABOUT_RECIPIENT.test(words))) return recipientRefused(POSTMARK, said);
    if (typeof code === 'number' && BUSY.has(code)) return busy(POSTMARK, said, readRetryAfter(answer, Date.now()));
    if (typeof code === 'number' && ACCOUNT.has(code)) return accountRefused(POSTMARK, said);
    if (code === INVALID && /'From'|sender/i.test(words)) return accountRefused(POSTMARK, said);
    return judgeByStatus(POSTMARK, answer, words);
  }

  checkRequest(): ProviderRequest {
    return { method: 'GET', url: `${this.base}/server`, headers: this.headers };
  }

  judgeCheck(answer: ProviderAnswer): ProviderCheck {
    const name = answer.json?.['Name'];
    if (answer.status !== 200 || typeof name !== 'string') return { ok: false, response: this.judge(answer).response };
    return { ok: true, response: `Postmark takes mail for its server ${name}.` };
  }
}

// postmarkapp.com/developer/api/overview#error-codes
const INVALID = 300;
const INACTIVE = 406;
const ABOUT_RECIPIENT = /'To'|recipient/;
const BUSY = new Set([100, 429]);
/** Token, signature, domain, plan, approval, stream. */
const ACCOUNT = new Set([10, 400, 401, 405, 412, 413, 1226, 1235]);

/** `"Name" <address>` with the name in plain Unicode, in quotes whatever it holds. */
function mailbox({ name, address }: { readonly name: string; readonly address: string }): string {
  return name === '' ? address : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`;
}
