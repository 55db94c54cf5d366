import { readContacts, type ContactView } from '#libs/contacts';
import type { FieldError } from '#libs/kernel';
import { WebhookOutbox } from '#libs/ledger';
import { z } from 'zod';
import { nextStep } from '../../definition/params.js';
import type { Run, StepBatch } from '../../runner/step-batch.js';
import { checkJson, compileJson } from '../../text/merge-json.js';
import { defineStep } from '../define-step.js';

const MAX_BODY_BYTES = 65_536;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;
/** Ours to set. */
const OWN_HEADERS = /^(webhook-.*|content-(type|length)|host|connection|transfer-encoding)$/i;

const isHttp = (url: string): boolean =>
  URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol) && new URL(url).username === '';

export const webhook = defineStep({
  type: 'webhook',
  label: 'Webhook',
  description: 'Calls another program with what is known of the contact, signed, and again until it has answered.',
  params: z.object({
    url: z
      .string()
      .max(2_000)
      .refine(isHttp, 'Write an http or https address')
      .meta({ title: 'Address', description: 'With http or https. It is sent a POST with JSON.' }),
    body: z.record(z.string(), z.unknown()).optional().meta({
      title: 'Body',
      description: 'JSON whose texts may hold merge fields. Empty: the contact, the event and the automation.',
      control: 'json',
    }),
    headers: z
      .record(z.string().regex(HEADER_NAME), z.string().max(2_000).regex(HEADER_VALUE))
      .optional()
      .meta({ title: 'Headers', description: 'As in Authorization.', control: 'json' }),
    next: nextStep,
  }),
  edges: ['next'],
  reaches: true,
  uses: { outbox: WebhookOutbox },
  check: async ({ body, headers = {} }) => [...checkHeaders(headers), ...(body ? await checkBody(body) : [])],
  run: async ({ url, body, headers = {}, next }, batch, { outbox }) => {
    const bodyOf = await composer(batch, body);
    const source = { kind: 'automation', id: batch.automation.id };
    const calls = batch.runs.map((run) => {
      const occurrence = batch.occurrenceOf(run);
      return { contactId: run.contactId, source, occurrence, url, headers, body: JSON.stringify(bodyOf(run)) };
    });
    await outbox.write(batch.tx, calls, batch.now);
    return batch.allGo(next);
  },
});

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

function checkHeaders(headers: Readonly<Record<string, string>>): FieldError[] {
  const own = Object.keys(headers).filter((name) => OWN_HEADERS.test(name));
  return own.map((name) => ({ path: `headers.${name}`, message: 'Is set by Tidings' }));
}

async function checkBody(body: Readonly<Record<string, unknown>>): Promise<FieldError[]> {
  if (Buffer.byteLength(JSON.stringify(body)) > MAX_BODY_BYTES) {
    return [{ path: 'body', message: `Has more than ${String(MAX_BODY_BYTES)} bytes` }];
  }
  return checkJson('body', body);
}
