import { FieldCatalogue } from '#libs/contacts';
import { CompiledTemplates, unknownFieldsOfTemplate, type CompiledTemplate } from '#libs/content';
import { Database } from '#libs/db';
import { Ledger, type NewMessage } from '#libs/ledger';
import { z } from 'zod';
import { nextStep, senderId, templateId } from '../../definition/params.js';
import { afterQuietHours, DomainError } from '#libs/kernel';
import { ContactZones } from '../../time/contact-zones.js';
import type { StepBatch } from '../../runner/step-batch.js';
import { TopicIds } from '../../definition/topic-ids.js';
import { defineStep, type Together } from '../define-step.js';

const params = z.object({
  template: templateId,
  sender_id: senderId.optional().meta({
    title: 'Sender',
    description: 'Empty: the sender of the automation, else the default.',
    control: 'sender',
  }),
  next: nextStep,
});
type Params = z.infer<typeof params>;

export const sendEmail = defineStep({
  type: 'send_email',
  label: 'Send email',
  description: 'Sends a mail and goes on. One that may not go, for want of consent say, is skipped with its reason.',
  params,
  edges: ['next'],
  refs: { template: 'template', sender_id: 'sender' },
  reaches: true,
  uses: {
    ledger: Ledger,
    topics: TopicIds,
    zones: ContactZones,
    db: Database,
    fields: FieldCatalogue,
    templates: CompiledTemplates,
  },
  warn: async ({ template }, { db, fields, templates }) => {
    const unknown = await unknownFieldsOfTemplate(db, template, fields);
    const told = [...unknown.map(({ message }) => `The mail: ${message}`), ...(await lacksOf(template, templates))];
    return told.map((message) => ({ path: 'template', message }));
  },
  run: async (own, batch, { ledger, topics, zones }) => {
    const topicId = await topics.find(batch.tx, batch.automation.sends.topic);
    await ledger.write(batch.tx, mailsOf({ params: own, batch }, topicId, await quietReader(batch, zones)));
    return batch.allGo(own.next);
  },
  runTogether: async (all, { ledger, topics, zones }) => {
    const mails: NewMessage[] = [];
    const known = new Map<string, number>();
    for (const one of all) {
      const { tx, automation } = one.batch;
      const { topic } = automation.sends;
      const topicId = known.get(topic) ?? (await topics.find(tx, topic));
      known.set(topic, topicId);
      mails.push(...mailsOf(one, topicId, await quietReader(one.batch, zones)));
    }
    const [first] = all;
    if (first) await ledger.write(first.batch.tx, mails);
    return all.map(({ params: { next }, batch }) => batch.allGo(next));
  },
});

/** What its people may miss in the mail: values that not everybody has, and what mail programs cut off. */
async function lacksOf(templateId: number, templates: CompiledTemplates): Promise<string[]> {
  const template = await findPublished(templateId, templates);
  if (!template) return [];
  const grave = template.warnings.filter(
    ({ code, path }) => code === 'too_large' || (code === 'no_fallback' && path === 'subject'),
  );
  const names = template.uses.open.flatMap((value) => (value.part === 'subject' ? [] : [value.names.join(' and ')]));
  const shown = [...new Set(names)].join(', ');
  const rest = `The mail shows ${shown} without a fallback: where it is empty, nothing stands there.`;
  return [...grave.map(({ message }) => message), ...(shown === '' ? [] : [rest])];
}

/** That there is none is a problem, and said as one. */
async function findPublished(templateId: number, templates: CompiledTemplates): Promise<CompiledTemplate | null> {
  try {
    return (await templates.get(templateId, null)).template;
  } catch (error) {
    if (error instanceof DomainError && error.code.startsWith('template.')) return null;
    throw error;
  }
}

function mailsOf({ params: own, batch }: Together<Params>, topicId: number, dueAt: (id: number) => Date): NewMessage[] {
  const { id, sends } = batch.automation;
  return batch.runs.map((run) => ({
    contactId: run.contactId,
    source: { kind: 'automation', id },
    occurrence: batch.occurrenceOf(run),
    class: 'marketing',
    recipient: { kind: 'contact' },
    topicId,
    senderId: own.sender_id ?? sends.senderId,
    // The version stays open: delivery takes the latest published one at hand-over.
    templateId: own.template,
    data: run.event,
    priority: sends.priority,
    dueAt: dueAt(run.contactId),
    requestId: run.requestId,
  }));
}

/** When each contact's mail may go: now, unless it is night where the contact is; a test is not put off. */
async function quietReader({ automation, tx, contactIds, now }: StepBatch, zones: ContactZones) {
  const { quietHours } = automation.sends;
  const { contacts: testers } = automation.test;
  if (!quietHours) return () => now;
  const zoneOf = await zones.named(quietHours.zone, tx, contactIds);
  return (contactId: number) => (testers.has(contactId) ? now : afterQuietHours(now, quietHours, zoneOf(contactId)));
}
