import { FieldCatalogue, readContacts, type ContactView } from '#libs/contacts';
import { GuardedHttpClient, type FieldError } from '#libs/kernel';
import { headerFaults, isCallable, KeptSecrets, SECRET_PATTERN, WebhookOutbox } from '#libs/ledger';
import { z } from 'zod';
import { endpointId, nextStep } from '../../definition/params.js';
import type { Run, StepBatch } from '../../runner/step-batch.js';
import { checkJson, compileJson, warnOfJson } from '../../text/merge-json.js';
import { defineStep } from '../define-step.js';

const MAX_BODY_BYTES = 65_536;

/** One of two; said in the schema too, so that forms offer a choice. */
const SHAPES = {
  oneOf: [
    { title: 'An endpoint', required: ['endpoint'] },
    { title: 'An address', required: ['url'] },
  ],
  dependentRequired: { headers: ['url'], secret: ['url'] },
};

const fields = z.object({
  endpoint: endpointId
    .optional()
    .meta({ title: 'Endpoint', description: 'Set up under Settings, Webhooks.', control: 'endpoint' }),
  url: z
    .string()
    .max(2_000)
    .refine(isCallable, 'Write an http or https address')
    .optional()
    .meta({ title: 'Address', description: 'With http or https. It is sent a POST with JSON.' }),
  body: z.record(z.string(), z.unknown()).optional().meta({
    title: 'Body',
    description: 'JSON whose texts may hold merge fields. Empty: the contact, the event and the automation.',
    control: 'json',
  }),
  headers: z.record(z.string(), z.string()).optional().meta({
    title: 'Headers',
    description: 'As in {"Authorization": "Bearer …"}. Values are not shown again: kept:… stands for one.',
    control: 'json',
  }),
  secret: z
    .string()
    .max(200)
    .refine((text) => SECRET_PATTERN.test(text) || KeptSecrets.isRef(text), 'Write whsec_ and base64 of 24 to 64 bytes')
    .optional()
    .meta({
      title: 'Secret',
      description: 'Signs the calls. Empty: the one that all addresses share. kept:… stands for one that is not shown.',
    }),
  next: nextStep,
});

const params = fields.meta(SHAPES);
type WebhookParams = z.infer<typeof params>;

export const webhook = defineStep({
  type: 'webhook',
  label: 'Webhook',
  description: 'Calls another program with what is known of the contact, signed, and again until it has answered.',
  params,
  edges: ['next'],
  refs: { endpoint: 'webhook endpoint' },
  secrets: ['headers', 'secret'],
  reaches: true,
  uses: { outbox: WebhookOutbox, kept: KeptSecrets, http: GuardedHttpClient, fields: FieldCatalogue },
  check: async (wanted, { kept }) => [
    ...checkTarget(wanted),
    ...headerFaults(wanted.headers ?? {}),
    ...(await checkKept(wanted, kept)),
    ...(wanted.body ? await checkBody(wanted.body) : []),
  ],
  warn: async ({ url, body }, { http, fields }) => {
    const message = url === undefined ? null : await http.refusal(url);
    return [
      ...(message === null ? [] : [{ path: 'url', message }]),
      ...(body ? await warnOfJson('body', body, await fields.load()) : []),
    ];
  },
  run: async ({ endpoint, url = '', body, headers = {}, secret = null, next }, batch, { outbox }) => {
    const bodyOf = await composer(batch, body);
    const source = { kind: 'automation', id: batch.automation.id };
    const target = endpoint === undefined ? { url, headers, secret } : { endpointId: endpoint };
    const calls = batch.runs.map((run) => {
      const { contactId, requestId } = run;
      const occurrence = batch.occurrenceOf(run);
      return { contactId, source, occurrence, target, body: JSON.stringify(bodyOf(run)), requestId };
    });
    await outbox.write(batch.tx, calls, batch.now);
    return batch.allGo(next);
  },
});

function checkTarget({ endpoint, url, headers, secret }: WebhookParams): FieldError[] {
  if ((endpoint === undefined) === (url === undefined)) {
    return [{ path: endpoint === undefined ? 'url' : 'endpoint', message: 'Give one of endpoint and url' }];
  }
  const loose = Object.entries({ headers, secret }).filter(([, value]) => value !== undefined);
  return url === undefined ? loose.map(([path]) => ({ path, message: 'Goes with url only' })) : [];
}

/** A document from another installation names secrets that are kept there. */
async function checkKept({ headers = {}, secret }: WebhookParams, kept: KeptSecrets): Promise<FieldError[]> {
  const values = [
    ...(secret === undefined ? [] : [{ path: 'secret', ref: secret }]),
    ...Object.entries(headers).map(([name, ref]) => ({ path: `headers.${name}`, ref })),
  ].filter(({ ref }) => KeptSecrets.isRef(ref));
  const known = await kept.open(values.map(({ ref }) => ref));
  return values
    .filter(({ ref }) => !known.has(ref))
    .map(({ path }) => ({ path, message: 'Is not kept here: write it again' }));
}

/** What is sent for each run. */
async function composer(batch: StepBatch, body: Readonly<Record<string, unknown>> | undefined) {
  const contacts = new Map((await readContacts(batch.tx, batch.contactIds)).map((contact) => [contact.id, contact]));
  if (body === undefined) return (run: Run) => standardBody(batch, run, contacts.get(run.contactId));
  const fill = await compileJson(body);
  return (run: Run) => {
    const contact = contacts.get(run.contactId);
    return fill({ ...contact?.fields, ...contact }, run.event);
  };
}

function standardBody({ automation, now, stepId }: StepBatch, run: Run, contact: ContactView | undefined) {
  const { id, name } = automation;
  return {
    type: 'automation.step',
    timestamp: now.toISOString(),
    data: { automation: { id, name }, enrolment_id: run.id, step: stepId, contact, event: run.event ?? {} },
  };
}

async function checkBody(body: Readonly<Record<string, unknown>>): Promise<FieldError[]> {
  if (Buffer.byteLength(JSON.stringify(body)) > MAX_BODY_BYTES) {
    return [{ path: 'body', message: `Has more than ${String(MAX_BODY_BYTES)} bytes` }];
  }
  return checkJson('body', body);
}
