import { z } from 'zod';
import type { MailContent } from '../../providers/mail-content.js';
import { baseUrl, callParams, secret, withoutSlash } from '../../providers/provider.params.js';
import { ProviderTransport } from '../../providers/provider-transport.js';
import type { Provider, ProviderAnswer, ProviderCheck, ProviderRequest } from '../../providers/provider.js';
import { busy, judgeByStatus, recipientRefused, taken } from '../../providers/provider-verdicts.js';
import { defineTransport } from '../define-transport.js';
import type { HandOver, OutgoingMail } from '../mail-transport.js';
import { writeFormData } from './form-data.js';

const MAILGUN = { name: 'Mailgun' } as const;
const BASES = { us: 'https://api.mailgun.net', eu: 'https://api.eu.mailgun.net' } as const;

/** A plan's hourly or daily limit, which is told as a wrong request. */
const LIMIT_RETRY_MS = 15 * 60_000;

const params = z.object({
  domain: z
    .string()
    .regex(/^[a-z\d-]+(?:\.[a-z\d-]+)+$/i, 'must be a domain such as mg.example.com')
    .max(253)
    .describe('As it is called at Mailgun.')
    .meta({ title: 'Domain' }),
  api_key: secret('API key', 'A sending key of the domain is enough. Kept with the sender; never shown again.'),
  region: z.enum(['us', 'eu']).default('us').describe('Where the domain is.').meta({ title: 'Region' }),
  endpoint: baseUrl('Only for another address than that of the region.'),
  ...callParams,
});

export const mailgun = defineTransport({
  type: 'mailgun',
  label: 'Mailgun',
  description: 'Mailgun by its HTTP interface, which takes whole mails.',
  ownReturnPath: true,
  params,
  create: (settings, runtime) => new ProviderTransport(new MailgunProvider(settings), settings, runtime),
});

class MailgunProvider implements Provider {
  readonly name = MAILGUN.name;
  private readonly url: string;
  private readonly authorization: string;

  constructor({ domain, api_key: key, region, endpoint }: z.output<typeof params>) {
    this.url = `${withoutSlash(endpoint ?? BASES[region])}/v3/${domain}/messages.mime`;
    this.authorization = `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;
  }

  sendRequest({ to, raw }: OutgoingMail, { messageId }: MailContent): ProviderRequest {
    return this.post([
      { name: 'to', value: to },
      { name: 'message', value: raw, filename: 'message.mime' },
      // Tidings has its own tracking.
      { name: 'o:tracking', value: 'no' },
      // Comes back with every event.
      { name: 'v:tidings-message', value: messageId },
    ]);
  }

  judge(answer: ProviderAnswer): HandOver {
    const { status, json, body } = answer;
    const id = json?.['id'];
    if (status === 200 && typeof id === 'string' && id !== '') return taken(MAILGUN, id);
    const message = json?.['message'];
    const words = typeof message === 'string' ? message : body.slice(0, 200);
    if (status === 400 && /\bto parameter is not a valid address/i.test(words)) return recipientRefused(MAILGUN, words);
    if ([400, 402, 403].includes(status) && /limit|quota/i.test(words)) return busy(MAILGUN, words, LIMIT_RETRY_MS);
    return judgeByStatus(MAILGUN, answer, status < 300 ? `unexpected answer: ${words}` : words);
  }

  /** A mail without a recipient: the key and the domain are looked at first, and nothing can be sent. */
  checkRequest(): ProviderRequest {
    return this.post([{ name: 'o:testmode', value: 'yes' }]);
  }

  judgeCheck(answer: ProviderAnswer): ProviderCheck {
    if (answer.status === 400) return { ok: true, response: 'Mailgun takes mail.' };
    return { ok: false, response: this.judge(answer).response };
  }

  private post(fields: Parameters<typeof writeFormData>[0]): ProviderRequest {
    const { contentType, body } = writeFormData(fields);
    const headers = { authorization: this.authorization, 'content-type': contentType };
    return { method: 'POST', url: this.url, headers, body };
  }
}
