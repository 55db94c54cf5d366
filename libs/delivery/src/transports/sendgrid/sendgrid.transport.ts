import { z } from 'zod';
import type { MailContent } from '../../providers/mail-content.js';
import { callParams, baseUrl, secret, withoutSlash } from '../../providers/provider.params.js';
import { ProviderTransport } from '../../providers/provider-transport.js';
import type { Provider, ProviderAnswer, ProviderCheck, ProviderRequest } from '../../providers/provider.js';
import { judgeByStatus, recipientRefused, taken, unclear } from '../../providers/provider-verdicts.js';
import { defineTransport } from '../define-transport.js';
import type { HandOver, OutgoingMail } from '../mail-transport.js';

const SENDGRID = { name: 'SendGrid' } as const;
const BASES = { global: 'https://api.sendgrid.com', eu: 'https://api.eu.sendgrid.com' } as const;

const params = z.object({
  api_key: secret('API key', 'With the right to send mail (Mail Send). Kept with the sender; never shown again.'),
  region: z.enum(['global', 'eu']).default('global').describe('Where the account is.').meta({ title: 'Region' }),
  endpoint: baseUrl('Only for another address than that of the region.'),
  ...callParams,
});

export const sendgrid = defineTransport({
  type: 'sendgrid',
  label: 'SendGrid',
  description: 'Twilio SendGrid by its HTTP interface (version 3).',
  params,
  signsItself: true,
  ownReturnPath: true,
  create: (settings, runtime) => new ProviderTransport(new SendGridProvider(settings), settings, runtime),
});

class SendGridProvider implements Provider {
  readonly name = SENDGRID.name;
  private readonly base: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor({ api_key: key, region, endpoint }: z.output<typeof params>) {
    this.base = withoutSlash(endpoint ?? BASES[region]);
    this.headers = { authorization: `Bearer ${key}`, accept: 'application/json' };
  }

  sendRequest({ to }: OutgoingMail, content: MailContent): ProviderRequest {
    const { from, replyTo, subject, messageId, headers } = content;
    const body = JSON.stringify({
      personalizations: [{ to: [mailbox({ ...content.to, address: to })] }],
      from: mailbox(from),
      ...(replyTo ? { reply_to: mailbox(replyTo) } : {}),
      // It refuses an empty one.
      subject: subject || ' ',
      content: contentOf(content),
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      // Comes back with every event.
      custom_args: { 'tidings-message': messageId },
      tracking_settings: OFF,
    });
    const json = { ...this.headers, 'content-type': 'application/json' };
    return { method: 'POST', url: `${this.base}/v3/mail/send`, headers: json, body };
  }

  judge(answer: ProviderAnswer): HandOver {
    const { status, headers } = answer;
    if (status === 202) return taken(SENDGRID, String(headers['x-message-id'] ?? 'accepted'));
    // 200 is the sandbox's answer: valid, and thrown away.
    if (status >= 200 && status < 300) return unclear(SENDGRID, `unexpected answer (HTTP ${String(status)})`);
    const errors = errorsOf(answer);
    const words = errors.map(({ message }) => message).join(' ');
    const aboutRecipient = errors.some(({ field }) => /^personalizations\.\d+\.to\b/.test(field));
    return status === 400 && aboutRecipient
      ? recipientRefused(SENDGRID, words)
      : judgeByStatus(SENDGRID, answer, words);
  }

  checkRequest(): ProviderRequest {
    return { method: 'GET', url: `${this.base}/v3/scopes`, headers: this.headers };
  }

  judgeCheck(answer: ProviderAnswer): ProviderCheck {
    const scopes = answer.json?.['scopes'];
    if (answer.status !== 200 || !Array.isArray(scopes)) return { ok: false, response: this.judge(answer).response };
    if (scopes.includes('mail.send')) return { ok: true, response: 'SendGrid takes mail.' };
    return { ok: false, response: 'The key has no right to send mail.' };
  }
}

/** Tidings has its own tracking and its own unsubscribe link. */
const OFF = {
  click_tracking: { enable: false, enable_text: false },
  open_tracking: { enable: false },
  subscription_tracking: { enable: false },
};

function mailbox({ name, address }: { readonly name: string; readonly address: string }) {
  return name === '' ? { email: address } : { email: address, name };
}

/** The plain text first, as SendGrid wants it; an empty part is refused. */
function contentOf({ text, html }: MailContent) {
  const parts = [
    { type: 'text/plain', value: text ?? '' },
    { type: 'text/html', value: html ?? '' },
  ].filter(({ value }) => value !== '');
  return parts.length > 0 ? parts : [{ type: 'text/plain', value: ' ' }];
}

const answerSchema = z.object({
  errors: z.array(
    z.object({
      message: z.string(),
      field: z
        .string()
        .nullish()
        .transform((field) => field ?? ''),
    }),
  ),
});

function errorsOf({ json }: ProviderAnswer): z.output<typeof answerSchema>['errors'] {
  const parsed = answerSchema.safeParse(json);
  return parsed.success ? parsed.data.errors : [];
}
