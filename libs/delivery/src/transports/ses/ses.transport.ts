import { z } from 'zod';
import { baseUrl, callParams, secret, withoutSlash } from '../../providers/provider.params.js';
import { ProviderTransport } from '../../providers/provider-transport.js';
import type { Provider, ProviderAnswer, ProviderCheck, ProviderRequest } from '../../providers/provider.js';
import type { MailContent } from '../../providers/mail-content.js';
import { defineTransport } from '../define-transport.js';
import type { HandOver, OutgoingMail } from '../mail-transport.js';
import { SES_TAG, toSesTag } from './ses-tag.js';
import { errorOf, judgeSes, SES } from './ses-verdict.js';
import { signRequest } from './sign-request.js';

const params = z.object({
  region: z
    .string()
    .regex(/^[a-z]{2,3}(?:-[a-z]+){1,3}-\d$/, 'must look like eu-west-1')
    .describe('Where the domain is verified, such as eu-west-1.')
    .meta({ title: 'Region' }),
  access_key_id: z
    .string()
    .regex(/^\w{16,128}$/, 'is no access key id')
    .describe('Of an IAM user who may ses:SendEmail, and ses:GetAccount for the check.')
    .meta({ title: 'Access key id' }),
  secret_access_key: secret('Secret access key', 'Kept with the sender; never shown again.'),
  session_token: z
    .string()
    .max(4000)
    .regex(/^[!-~]+$/, 'must be one word of printable characters')
    .optional()
    .describe('Of temporary keys only.')
    .meta({ title: 'Session token', format: 'password', advanced: true }),
  configuration_set: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must have letters, digits, _ and - only')
    .optional()
    .describe('Publishes bounces and complaints. Turn its open and click tracking off: Tidings has its own.')
    .meta({ title: 'Configuration set' }),
  endpoint: baseUrl('Only for another address than that of the region.'),
  ...callParams,
});

type Params = z.output<typeof params>;

export const ses = defineTransport({
  type: 'ses',
  label: 'Amazon SES',
  description: 'Amazon Simple Email Service by its HTTP interface (version 2).',
  params,
  signsItself: true,
  ownReturnPath: true,
  create: (settings, runtime) => new ProviderTransport(new SesProvider(settings), settings, runtime),
});

class SesProvider implements Provider {
  readonly name = SES.name;
  private readonly base: string;

  constructor(private readonly params: Params) {
    const { region, endpoint } = params;
    const host = `email.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
    this.base = withoutSlash(endpoint ?? `https://${host}`);
  }

  /** The address of the sender is taken from the mail's From: SES makes an envelope sender of its own. */
  sendRequest({ to, raw }: OutgoingMail, { messageId }: MailContent): ProviderRequest {
    const { configuration_set: set } = this.params;
    const published = { ConfigurationSetName: set, EmailTags: [{ Name: SES_TAG, Value: toSesTag(messageId) }] };
    const body = JSON.stringify({
      Content: { Raw: { Data: raw.toString('base64') } },
      Destination: { ToAddresses: [to] },
      ...(set === undefined ? {} : published),
    });
    return this.sign('POST', '/v2/email/outbound-emails', body);
  }

  judge(answer: ProviderAnswer): HandOver {
    return judgeSes(answer);
  }

  checkRequest(): ProviderRequest {
    return this.sign('GET', '/v2/email/account', '');
  }

  judgeCheck(answer: ProviderAnswer): ProviderCheck {
    const { json, status } = answer;
    if (status === 200 && json) {
      const production = json['ProductionAccessEnabled'] !== false;
      if (json['SendingEnabled'] === false) return { ok: false, response: 'SES has stopped sending for this account.' };
      const sandbox = 'The account is in the sandbox: SES mails only addresses that are verified there.';
      return { ok: true, response: production ? 'SES takes mail.' : sandbox };
    }
    const { type, words } = errorOf(answer);
    // Known and signed right, but without the right to look at the account: it may well send.
    if (type === 'AccessDeniedException' && words.includes('ses:GetAccount')) {
      return { ok: true, response: 'SES knows the key. Whether it may send shows with the first mail.' };
    }
    return { ok: false, response: judgeSes(answer).response };
  }

  private sign(method: 'GET' | 'POST', path: string, body: string): ProviderRequest {
    const { region, access_key_id: accessKeyId, secret_access_key: secretAccessKey, session_token } = this.params;
    const key = { accessKeyId, secretAccessKey, sessionToken: session_token };
    const url = `${this.base}${path}`;
    const unsigned = { method, url, headers: { 'content-type': 'application/json' }, body };
    const headers = signRequest(unsigned, key, { region, service: 'ses' }, new Date());
    return { method, url, headers, ...(body === '' ? {} : { body }) };
  }
}
