import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { appendChanges, ContactIdentifier, type Identified, retryOnTaken } from '#libs/contacts';
import { Database, isDatabaseTrouble, type Queryable, type Tx } from '#libs/db';
import { Clock, currentRequestId, DomainError, Gathering } from '#libs/kernel';
import { Housekeeping, Signals } from '#libs/queue';
import { SeenCurrencies } from '../currencies/event-currencies.js';
import type { EventError, EventInput, EventResult } from './event-input.js';
import { parseEvent } from './parse-event.js';
import { claimEventIds, type EventRow, findKnownKeys, forgetOldKeys, insertEvents } from './write-events.js';

export const MAX_EVENTS = 5_000;
/** Calls with few events are written together with others that come at the same time. */
const FEW_EVENTS = 20;
const MAX_TOGETHER = 200;

/** Takes events in: finds or makes the contacts, drops duplicates, writes, and appends to the change log. */
@Injectable()
export class EventIngest implements OnModuleInit {
  private readonly small = new Gathering<readonly EventInput[], readonly EventResult[]>(
    (calls) => this.writeTogether(calls),
    { limit: MAX_TOGETHER, isCommon: isDatabaseTrouble },
  );
  private readonly currencies = new SeenCurrencies();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ContactIdentifier) private readonly identifier: ContactIdentifier,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(Housekeeping) private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({ name: 'event ids', run: () => forgetOldKeys(this.db, this.clock.now()) });
  }

  /** Up to 5,000 events as the API takes them; each has its own result. */
  async ingest(bodies: readonly unknown[]): Promise<EventResult[]> {
    if (bodies.length > MAX_EVENTS) throw new DomainError('request.too_large', `Send at most ${MAX_EVENTS} events.`);
    const parsed = bodies.map((body) => parseEvent(body, { now: this.clock.now(), zone: null, quiet: false }));
    const good = parsed.flatMap((entry) => ('input' in entry ? [entry.input] : []));
    const results = good.length > 0 ? await this.take(good) : [];
    let next = 0;
    return parsed.map((entry) => ('error' in entry ? { status: 'rejected', error: entry.error } : at(results, next++)));
  }

  private take(events: readonly EventInput[]): Promise<readonly EventResult[]> {
    if (events.length > FEW_EVENTS) return retryOnTaken(this.db, (tx) => this.write(tx, events, 'event'));
    const requestId = currentRequestId();
    return this.small.call(events.map((event) => ({ ...event, requestId })));
  }

  private async writeTogether(calls: readonly (readonly EventInput[])[]): Promise<EventResult[][]> {
    const results = await retryOnTaken(this.db, (tx) => this.write(tx, calls.flat(), 'event'));
    let next = 0;
    return calls.map((events) => events.map(() => at(results, next++)));
  }

  /** Writes checked events in the transaction of the caller, who runs it under `retryOnTaken`. */
  async write(tx: Tx, events: readonly EventInput[], source: string): Promise<EventResult[]> {
    const now = this.clock.now();
    const contacts = await this.identify(tx, events, source);
    const known = events.filter((event) => contactIdOf(contacts, event) !== undefined);
    const ids = await claimEventIds(tx, known, now);
    const rows = known.flatMap((event, index): EventRow[] => {
      const id = ids[index] ?? null;
      return id === null ? [] : [{ id, contactId: contactIdOf(contacts, event) ?? 0, event }];
    });
    await this.store(tx, rows, now);
    const accepted = new Set(rows.map(({ event }) => event));
    return events.map((event) => resultOf(event, contacts.get(event), accepted.has(event)));
  }

  /** What `write` would answer. Contacts that would be made are taken as made; nothing is written. */
  async rehearse(on: Queryable, events: readonly EventInput[]): Promise<EventResult[]> {
    const known = await findKnownKeys(on, events, this.clock.now());
    const seen = new Set(known);
    return events.map(({ key }) => {
      if (key === null) return { status: 'accepted' };
      const isKnown = seen.has(key);
      seen.add(key);
      return { status: isKnown ? 'duplicate' : 'accepted' };
    });
  }

  /** Contacts that only quiet events name are made quietly. */
  private async identify(
    tx: Tx,
    events: readonly EventInput[],
    source: string,
  ): Promise<ReadonlyMap<EventInput, Identified>> {
    const all = new Map<EventInput, Identified>();
    for (const quiet of [false, true]) {
      const some = events.filter((event) => event.quiet === quiet);
      if (some.length === 0) continue;
      const found = await this.identifier.identify(
        tx,
        some.map(({ contact, requestId }) => ({ ...contact, requestId })),
        { quiet, source },
      );
      some.forEach((event, index) => all.set(event, at(found, index)));
    }
    return all;
  }

  private async store(tx: Tx, rows: readonly EventRow[], now: Date): Promise<void> {
    if (rows.length === 0) return;
    await insertEvents(tx, rows, now);
    await this.currencies.note(
      tx,
      rows.map(({ event }) => event),
      now,
    );
    const requestIds = await appendChanges(
      tx,
      rows.map(({ id, contactId, event }) => ({
        contactId,
        dimension: `event:${event.name}`,
        ref: id,
        quiet: event.quiet,
        requestId: event.requestId,
      })),
    );
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {}, requestIds);
    });
  }
}

function contactIdOf(contacts: ReadonlyMap<EventInput, Identified>, event: EventInput): number | undefined {
  const found = contacts.get(event);
  return found && 'contactId' in found ? found.contactId : undefined;
}

function resultOf(event: EventInput, contact: Identified | undefined, accepted: boolean): EventResult {
  if (accepted) return { status: 'accepted' };
  if (contact && 'contactId' in contact) return { status: 'duplicate' };
  if (contact && 'error' in contact) return { status: 'rejected', error: contact.error };
  return { status: 'rejected', error: unknownContact(event.contact.id) };
}

function unknownContact(id: number | undefined): EventError {
  const path = 'contact.id';
  const message = `No contact has the id ${id ?? ''}.`;
  return {
    code: 'event.contact_unknown',
    message: `${message} Use an email or an external_id.`,
    errors: [{ path, message }],
  };
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error('A batch has fewer results than inputs');
  return found;
}
