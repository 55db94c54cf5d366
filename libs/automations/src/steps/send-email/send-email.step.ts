import { Ledger } from '#libs/ledger';
import { z } from 'zod';
import { nextStep, senderId, templateId } from '../../definition/params.js';
import { afterQuietHours } from '#libs/kernel';
import { ContactZones } from '../../time/contact-zones.js';
import type { StepBatch } from '../../runner/step-batch.js';
import { TopicIds } from '../../definition/topic-ids.js';
import { defineStep } from '../define-step.js';

export const sendEmail = defineStep({
  type: 'send_email',
  label: 'Send email',
  description: 'Sends a mail and goes on. One that may not go, for want of consent say, is skipped with its reason.',
  params: z.object({
    template: templateId,
    sender_id: senderId.optional().meta({
      title: 'Sender',
      description: 'Empty: the sender of the automation, else the default.',
      control: 'sender',
    }),
    next: nextStep,
  }),
  edges: ['next'],
  refs: { template: 'template', sender_id: 'sender' },
  reaches: true,
  uses: { ledger: Ledger, topics: TopicIds, zones: ContactZones },
  run: async ({ template, sender_id: sender, next }, batch, { ledger, topics, zones }) => {
    const { id, sends } = batch.automation;
    const dueAt = await quietReader(batch, zones);
    const topicId = await topics.find(batch.tx, sends.topic);
    await ledger.write(
      batch.tx,
      batch.runs.map((run) => ({
        contactId: run.contactId,
        source: { kind: 'automation', id },
        occurrence: batch.occurrenceOf(run),
        class: 'marketing',
        recipient: { kind: 'contact' },
        topicId,
        senderId: sender ?? sends.senderId,
        // The version stays open: delivery takes the latest published one at hand-over.
        templateId: template,
        data: run.event,
        priority: sends.priority,
        dueAt: dueAt(run.contactId),
      })),
    );
    return batch.allGo(next);
  },
});

/** When each contact's mail may go: now, unless it is night where the contact is; a test is not put off. */
async function quietReader({ automation, tx, contactIds, now }: StepBatch, zones: ContactZones) {
  const { quietHours } = automation.sends;
  const { contacts: testers } = automation.test;
  if (!quietHours) return () => now;
  const zoneOf = await zones.named(quietHours.zone, tx, contactIds);
  return (contactId: number) => (testers.has(contactId) ? now : afterQuietHours(now, quietHours, zoneOf(contactId)));
}
