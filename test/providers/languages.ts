import { simpleParser } from 'mailparser';
import { z } from 'zod';
import { fromSesTag } from '../../libs/delivery/src/transports/ses/ses-tag.js';
import { signRequest } from '../../libs/delivery/src/transports/ses/sign-request.js';
import type { ApiRequest, HandedMail, ProviderLanguage } from './provider-server.js';

const KEY = 'good-key-0123456789';
const keyOf = (key: 'good' | 'bad'): string => (key === 'good' ? KEY : 'wrong-key-0123456789');
const jsonOf = ({ headers, body }: ApiRequest): unknown => {
  if (headers['content-type'] !== 'application/json') throw new Error('no JSON');
  return JSON.parse(body.toString());
};

async function readMime(raw: Buffer, to: string, token: string): Promise<HandedMail> {
  const mail = await simpleParser(raw);
  return {
    to,
    token,
    from: mail.from?.text ?? '',
    subject: mail.subject ?? '',
    messageId: (mail.messageId ?? '').replace(/[<>]/g, ''),
    text: mail.text ?? '',
    html: mail.html || '',
    listUnsubscribe: mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line.replace(/^[^:]*: /, '') ?? '',
  };
}

// docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
const sesBody = z.strictObject({
  Content: z.strictObject({ Raw: z.strictObject({ Data: z.base64() }) }),
  Destination: z.strictObject({ ToAddresses: z.array(z.email()).length(1) }),
  ConfigurationSetName: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  EmailTags: z
    .array(
      z.strictObject({
        Name: z.string().regex(/^[\w-]{1,256}$/),
        Value: z.string().regex(/^[\w-]{1,256}$/),
      }),
    )
    .optional(),
});
const AWS_ID = 'AKIDEXAMPLEEXAMPLE';
const awsError = (status: number, type: string, message: string) => ({
  status,
  headers: { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazonaws.services/` },
  body: { message },
});

const ses: ProviderLanguage = {
  type: 'ses',
  settings: (endpoint, key) => ({
    region: 'eu-west-1',
    access_key_id: AWS_ID,
    secret_access_key: keyOf(key),
    configuration_set: 'tidings',
    endpoint,
  }),
  authorize: ({ method, path, headers, body }) => {
    const time = String(headers['x-amz-date']);
    const at = new Date(time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
    const signed = signRequest(
      {
        ...{ method, url: `http://${String(headers.host)}${path}`, body },
        headers: { 'content-type': String(headers['content-type']) },
      },
      { accessKeyId: AWS_ID, secretAccessKey: KEY },
      { region: 'eu-west-1', service: 'ses' },
      at,
    );
    const isFresh = Math.abs(Date.now() - at.getTime()) < 5 * 60_000;
    if (isFresh && signed.authorization === headers.authorization) return undefined;
    return awsError(403, 'InvalidSignatureException', 'The request signature we calculated does not match.');
  },
  read: async (request) => {
    if (request.method === 'GET' && request.path === '/v2/email/account') return undefined;
    if (request.path !== '/v2/email/outbound-emails') throw new Error(request.path);
    const { Content, Destination, EmailTags = [] } = sesBody.parse(jsonOf(request));
    const token = fromSesTag(EmailTags.find(({ Name }) => Name === 'tidings-message')?.Value ?? '') ?? '';
    return readMime(Buffer.from(Content.Raw.Data, 'base64'), Destination.ToAddresses[0] ?? '', token);
  },
  accepted: (id) => ({ status: 200, body: { MessageId: `0100018-${String(id)}` } }),
  checked: () => ({ status: 200, body: { SendingEnabled: true, ProductionAccessEnabled: true } }),
  refusedRecipient: () => awsError(400, 'BadRequestException', 'Domain contains illegal character'),
  throttled: () => awsError(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.'),
};

// twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
const RESERVED =
  /^(x-sg-id|x-sg-eid|received|dkim-signature|content-type|content-transfer-encoding|to|from|subject|reply-to|cc|bcc)$/i;
const sendgridBox = z.strictObject({ email: z.email(), name: z.string().min(1).optional() });
const sendgridBody = z.strictObject({
  personalizations: z.array(z.strictObject({ to: z.array(sendgridBox).length(1) })).length(1),
  from: sendgridBox,
  reply_to: sendgridBox.optional(),
  subject: z.string().min(1),
  content: z.array(z.strictObject({ type: z.enum(['text/plain', 'text/html']), value: z.string().min(1) })).min(1),
  headers: z.record(
    z.string().refine((name) => !RESERVED.test(name)),
    z.string().regex(/^[\x20-\x7e]*$/),
  ),
  custom_args: z.record(z.string(), z.string()),
  tracking_settings: z.object({ click_tracking: z.object({ enable: z.literal(false) }) }),
});

const sendgrid: ProviderLanguage = {
  type: 'sendgrid',
  settings: (endpoint, key) => ({ api_key: keyOf(key), endpoint }),
  authorize: ({ headers }) =>
    headers.authorization === `Bearer ${KEY}`
      ? undefined
      : {
          status: 401,
          body: {
            errors: [{ message: 'The provided authorization grant is invalid, expired, or revoked', field: null }],
          },
        },
  read: async (request) => {
    if (request.method === 'GET' && request.path === '/v3/scopes') return undefined;
    if (request.path !== '/v3/mail/send') throw new Error(request.path);
    const body = sendgridBody.parse(jsonOf(request));
    if (body.content.length > 1 && body.content[0]?.type !== 'text/plain') throw new Error('order of content');
    const part = (type: string): string => body.content.find((one) => one.type === type)?.value ?? '';
    return Promise.resolve({
      to: body.personalizations[0]?.to[0]?.email ?? '',
      from: `${body.from.name ?? ''} <${body.from.email}>`,
      subject: body.subject,
      messageId: (body.headers['Message-ID'] ?? '').replace(/[<>]/g, ''),
      token: body.custom_args['tidings-message'] ?? '',
      text: part('text/plain'),
      html: part('text/html'),
      listUnsubscribe: body.headers['List-Unsubscribe'] ?? '',
    });
  },
  accepted: (id) => ({ status: 202, headers: { 'x-message-id': `sg-${String(id)}` }, body: '' }),
  checked: () => ({ status: 200, body: { scopes: ['mail.send'] } }),
  refusedRecipient: () => ({
    status: 400,
    body: {
      errors: [
        {
          message: 'Does not contain a valid address.',
          field: 'personalizations.0.to.0.email',
          help: 'http://sendgrid.com/docs/errors',
        },
      ],
    },
  }),
  throttled: () => ({ status: 429, body: { errors: [{ field: null, message: 'too many requests' }] } }),
};

// documentation.mailgun.com: POST /v3/{domain}/messages.mime
const mailgunFields = z.strictObject({
  to: z.email(),
  message: z.string(),
  'o:tracking': z.enum(['no', 'yes']),
  'v:tidings-message': z.string(),
});

const mailgun: ProviderLanguage = {
  type: 'mailgun',
  settings: (endpoint, key) => ({ domain: 'mg.shop.example', api_key: keyOf(key), endpoint }),
  authorize: ({ headers }) =>
    headers.authorization === `Basic ${Buffer.from(`api:${KEY}`).toString('base64')}`
      ? undefined
      : { status: 401, body: 'Forbidden' },
  read: async ({ method, path, headers, body }) => {
    if (method !== 'POST' || path !== '/v3/mg.shop.example/messages.mime') throw new Error(path);
    const type = String(headers['content-type']);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- a reader of forms that we did not write
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    if (!form.has('to')) return undefined;
    const fields: Record<string, string> = {};
    for (const [name, value] of form) fields[name] = typeof value === 'string' ? value : await value.text();
    if (typeof form.get('message') === 'string') throw new Error('message is no file');
    const { to, message, 'v:tidings-message': token } = mailgunFields.parse(fields);
    return readMime(Buffer.from(message), to, token);
  },
  accepted: (id) => ({ status: 200, body: { id: `<${String(id)}@mg.shop.example>`, message: 'Queued. Thank you.' } }),
  checked: () => ({ status: 400, body: { message: 'to parameter is missing' } }),
  refusedRecipient: () => ({
    status: 400,
    body: { message: 'to parameter is not a valid address. please check documentation' },
  }),
  throttled: () => ({ status: 429, headers: { 'retry-after': '1' }, body: { message: 'Too many requests' } }),
};

// postmarkapp.com/developer/api/email-api
const postmarkBox = z.string().regex(/^(?:"(?:[^"\\]|\\.)*" <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/);
const postmarkBody = z.strictObject({
  From: postmarkBox,
  To: postmarkBox,
  ReplyTo: postmarkBox.optional(),
  Subject: z.string().max(2000),
  HtmlBody: z.string().min(1).optional(),
  TextBody: z.string().min(1).optional(),
  Headers: z.array(z.strictObject({ Name: z.string().regex(/^[\w-]+$/), Value: z.string() })),
  Metadata: z.record(z.string().max(20), z.string().max(80)),
  MessageStream: z.string(),
  TrackOpens: z.literal(false),
  TrackLinks: z.literal('None'),
});

const postmark: ProviderLanguage = {
  type: 'postmark',
  settings: (endpoint, key) => ({ server_token: keyOf(key), endpoint }),
  authorize: ({ headers }) =>
    headers['x-postmark-server-token'] === KEY
      ? undefined
      : { status: 401, body: { ErrorCode: 10, Message: 'The Server Token you provided is missing or invalid.' } },
  read: (request) => {
    if (request.method === 'GET' && request.path === '/server') return Promise.resolve(undefined);
    if (request.path !== '/email') throw new Error(request.path);
    const body = postmarkBody.parse(jsonOf(request));
    const header = (name: string): string => body.Headers.find(({ Name }) => Name === name)?.Value ?? '';
    if (header('X-PM-KeepID') !== 'true') throw new Error('the Message-ID would be lost');
    return Promise.resolve({
      to: /[^<\s]+@[^>]+/.exec(body.To)?.[0] ?? '',
      from: body.From.replace(/^"(.*)" </, '$1 <'),
      subject: body.Subject,
      messageId: header('Message-ID').replace(/[<>]/g, ''),
      token: body.Metadata['message-id'] ?? '',
      text: body.TextBody ?? '',
      html: body.HtmlBody ?? '',
      listUnsubscribe: header('List-Unsubscribe'),
    });
  },
  accepted: (id) => ({
    status: 200,
    body: { To: 'x', SubmittedAt: '2026-11-27T00:00:00Z', MessageID: `pm-${String(id)}`, ErrorCode: 0, Message: 'OK' },
  }),
  checked: () => ({ status: 200, body: { ID: 1, Name: 'Shop' } }),
  refusedRecipient: (to) => ({
    status: 422,
    body: {
      ErrorCode: 406,
      Message: `You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: ${to}. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.`,
    },
  }),
  throttled: () => ({ status: 429, body: { ErrorCode: 429, Message: 'Rate limit exceeded' } }),
};

/** By the type of the transport that speaks it. */
export const PROVIDER_LANGUAGES: readonly ProviderLanguage[] = [ses, sendgrid, mailgun, postmark];
