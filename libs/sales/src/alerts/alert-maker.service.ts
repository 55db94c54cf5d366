import { Inject, Injectable } from '@nestjs/common';
import { addDuration, compileText, ContactZones, renderText, type StepBatch } from '#libs/automations';
import { readContacts } from '#libs/contacts';
import { RepRouter, type Route } from '../routing/rep-router.service.js';
import type { AlertKind, NewAlert } from './alert-row.js';
import { AlertWriter } from './alert-writer.service.js';

/** What a step of an automation asks for. */
export interface AlertWish {
  readonly kind: AlertKind;
  readonly to: Route;
  readonly message: string;
  readonly due?: string | undefined;
  readonly remindEvery?: string | undefined;
}

/** Makes one alert or task for each run of a batch. */
@Injectable()
export class AlertMaker {
  constructor(
    @Inject(RepRouter) private readonly router: RepRouter,
    @Inject(AlertWriter) private readonly writer: AlertWriter,
    @Inject(ContactZones) private readonly zones: ContactZones,
  ) {}

  async make(batch: StepBatch, wish: AlertWish): Promise<void> {
    const { automation, now, runs, tx } = batch;
    const people = await this.router.route(tx, wish.to, batch.contactIds, automation.sales.fallbackUser);
    const messages = await this.render(batch, wish.message);
    const zone = await this.zones.organisation();
    const after = (duration: string | undefined): Date | null =>
      duration === undefined ? null : addDuration(now, duration, zone);
    const alerts = runs.map((run, index): NewAlert => ({
      kind: wish.kind,
      contactId: run.contactId,
      automationId: automation.id,
      occurrence: batch.occurrenceOf(run),
      message: messages[index] ?? '',
      assignedTo: people[index] ?? null,
      dueAt: after(wish.due),
      remindEvery: wish.remindEvery ?? null,
      nextReminderAt: after(wish.remindEvery),
    }));
    await this.writer.write(tx, alerts, now);
  }

  private async render({ tx, contactIds, runs }: StepBatch, message: string): Promise<string[]> {
    const template = await compileText(message);
    const contacts = new Map((await readContacts(tx, contactIds)).map((contact) => [contact.id, contact]));
    return runs.map((run) => {
      const contact = contacts.get(run.contactId);
      return renderText(template, { ...contact?.fields, ...contact }, run.event);
    });
  }
}
