import { Inject, Injectable } from '@nestjs/common';
import {
  bareColumnName,
  type ImportKind,
  type ImportOutcome,
  type ImportReader,
  type ImportRequest,
  type MappedColumn,
  mappedColumns,
  type ReadRow,
} from '#libs/contacts';
import type { Tx } from '#libs/db';
import { Clock, type FieldError, invalid } from '#libs/kernel';
import { EventIngest } from '../ingest/event-ingest.js';
import type { EventInput, EventResult } from '../ingest/event-input.js';
import { parseEvent } from '../ingest/parse-event.js';

const TARGETS = ['contact.email', 'contact.external_id', 'id', 'name', 'occurred_at', 'value', 'currency'];
const PROPERTY = /^properties\.([\w-]{1,100})$/;

/** What people call the columns of their exports, without blanks and case. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'contact.email': ['email', 'emailaddress', 'mail', 'customeremail', 'contactemail'],
  'contact.external_id': ['externalid', 'customerid', 'contactid', 'userid', 'memberid', 'customer'],
  id: ['eventid', 'id'],
  name: ['event', 'eventname', 'name'],
  occurred_at: ['occurredat', 'timestamp', 'datetime', 'date', 'time', 'purchasedat', 'orderedat', 'createdat'],
  value: ['value', 'amount', 'total', 'revenue', 'price'],
  currency: ['currency', 'currencycode'],
};

/** Rows become events, under the same rules as `POST /events`, but quiet. */
@Injectable()
export class EventsImportKind implements ImportKind {
  readonly key = 'events';

  constructor(
    @Inject(EventIngest) private readonly events: EventIngest,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** What is no part of an event becomes a property. */
  guess(header: readonly string[]): (string | null)[] {
    const taken = new Set<string>();
    return header.map((name) => {
      const word = bareColumnName(name);
      const known = Object.keys(WORDS).find((target) => WORDS[target]?.includes(word) && !taken.has(target));
      const target = known ?? propertyOf(name);
      if (target === null || taken.has(target)) return null;
      taken.add(target);
      return target;
    });
  }

  missingFields(): string[] {
    return [];
  }

  open(request: ImportRequest): ImportReader {
    return new EventsReader(request, this.events, this.clock);
  }
}

function propertyOf(name: string): string | null {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words ? `properties.${words.join('_')}` : null;
}

class EventsReader implements ImportReader {
  private readonly columns: readonly MappedColumn[];
  private readonly constants: readonly (readonly [target: string, value: string])[];
  private readonly zone: string;

  constructor(
    private readonly request: ImportRequest,
    private readonly events: EventIngest,
    private readonly clock: Clock,
  ) {
    const { header, mapping, options, fields } = request;
    const errors: FieldError[] = [];
    this.columns = mappedColumns(header, mapping, options.constants, errors);
    this.constants = Object.entries(options.constants).map(([target, value]) => [target, String(value)]);
    this.zone = fields.zones.get(options.zone.toLowerCase()) ?? '';
    if (!this.zone) errors.push({ path: 'options.zone', message: 'must be a time zone as Europe/Berlin' });
    errors.push(...checkTargets(this.columns, this.constants));
    if (errors.length > 0) throw invalid(errors);
  }

  read(cells: readonly string[]): ReadRow {
    const event = new EventBody();
    for (const [target, value] of this.constants) event.set(target, value);
    for (const { index, target } of this.columns) {
      const cell = (cells[index] ?? '').trim();
      if (cell !== '') event.set(target, cell);
    }
    const { options } = this.request;
    const parsed = parseEvent(event.body, {
      now: this.clock.now(),
      zone: this.zone,
      quiet: !options.run_automations,
      oldIsQuiet: !options.run_automations,
    });
    if ('input' in parsed) return { item: parsed.input };
    return { error: { code: parsed.error.code, message: parsed.error.message } };
  }

  async write(tx: Tx, items: readonly unknown[]): Promise<ImportOutcome[]> {
    const { importId, options } = this.request;
    const events = items as readonly EventInput[];
    const results = options.dry_run
      ? await this.events.rehearse(tx, events)
      : await this.events.write(tx, events, `import:${importId}`);
    return results.map(toOutcome);
  }
}

/** The document that `POST /events` would take. */
class EventBody {
  private readonly contact: Record<string, string> = {};
  private readonly properties: Record<string, unknown> = {};
  readonly body: Record<string, unknown> = { contact: this.contact, properties: this.properties };

  set(target: string, value: string): void {
    const property = PROPERTY.exec(target)?.[1];
    if (property !== undefined) this.properties[property] = toJsonValue(value);
    else if (target.startsWith('contact.')) this.contact[target.slice('contact.'.length)] = value;
    else this.body[target] = value;
  }
}

/** Canonical numbers and the words true and false: 007 and 1e5 stay text, and so do numbers that would lose digits. */
function toJsonValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text) && text.length <= 16 ? Number(text) : text;
}

function checkTargets(
  columns: readonly MappedColumn[],
  constants: readonly (readonly [target: string, value: string])[],
): FieldError[] {
  const used = [
    ...columns.map(({ column, target }) => ({ path: `mapping.${column}`, target })),
    ...constants.map(([target]) => ({ path: `options.constants.${target}`, target })),
  ];
  const errors = used
    .filter(({ target }) => !TARGETS.includes(target) && !PROPERTY.test(target))
    .map(({ path, target }) => ({ path, message: `"${target}" is none of: ${TARGETS.join(', ')}, properties.x` }));
  const targets = new Set(used.map(({ target }) => target));
  if (!targets.has('contact.email') && !targets.has('contact.external_id')) {
    errors.push({ path: 'mapping', message: 'no column becomes contact.email or contact.external_id' });
  }
  if (!targets.has('name')) errors.push({ path: 'mapping', message: 'no column and no constant becomes name' });
  return errors;
}

function toOutcome({ status, error }: EventResult): ImportOutcome {
  if (status === 'accepted') return { status: 'created' };
  if (status === 'duplicate') return { status: 'skipped' };
  return { status: 'failed', error: error && { code: error.code, message: error.message } };
}
