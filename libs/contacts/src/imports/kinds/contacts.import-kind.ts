import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import { invalid, type FieldError } from '#libs/kernel';
import { coerceValue } from '../../fields/coerce-value.js';
import type { FieldDefinition, FieldValue } from '../../fields/field-definition.js';
import type { FieldSet } from '../../fields/field-set.js';
import { checkKey } from '../../fields/fields.service.js';
import { normalizeEmail } from '../../identity/email-address.js';
import type {
  ImportKind,
  ImportOutcome,
  ImportReader,
  ImportRequest,
  ImportRowError,
  ReadRow,
} from '../../ports/import-kind.port.js';
import { ImportList } from '../../ports/import-list.port.js';
import type { ContactInput, RowResult, WritePolicy } from '../../write/contact-input.js';
import { ContactWriter } from '../../write/contact-writer.js';
import { mappedColumns, type MappedColumn } from '../check-mapping.js';
import { ImportSeen } from '../import-seen.js';
import type { ImportOptions } from '../import-options.js';
import { guessContactTargets } from './guess-target.js';

const IDENTITIES = new Set(['email', 'external_id']);

/** Rows become contacts, under the same rules as the API's upsert. */
@Injectable()
export class ContactsImportKind implements ImportKind {
  readonly key = 'contacts';

  constructor(
    @Inject(ContactWriter) private readonly writer: ContactWriter,
    @Inject(ImportList) private readonly list: ImportList,
  ) {}

  guess(header: readonly string[], samples: readonly (readonly string[])[], fields: FieldSet): (string | null)[] {
    return guessContactTargets(header, samples, fields);
  }

  missingFields({ mapping, options, fields }: Pick<ImportRequest, 'mapping' | 'options' | 'fields'>): string[] {
    const targets = [...Object.values(mapping), ...Object.keys(options.constants)];
    return [
      ...new Set(targets.filter((target) => target !== null && !IDENTITIES.has(target) && !fields.get(target))),
    ].map(String);
  }

  open(request: ImportRequest): ImportReader {
    return new ContactsReader(request, this.writer, this.list);
  }
}

interface ContactColumn extends MappedColumn {
  /** Undefined for the identities. */
  readonly field: FieldDefinition | undefined;
}

class ContactsReader implements ImportReader {
  private readonly columns: readonly ContactColumn[];
  private readonly constants: Record<string, FieldValue | null> = {};
  private readonly policy: WritePolicy;
  private readonly shared: Pick<ContactInput, 'tags' | 'consents'>;
  private readonly context: { zones: ReadonlyMap<string, string>; zone: string };

  constructor(
    private readonly request: ImportRequest,
    private readonly writer: ContactWriter,
    private readonly list: ImportList,
  ) {
    const { options, header, mapping, fields } = request;
    const errors: FieldError[] = [];
    this.context = { zones: fields.zones, zone: zoneOf(options, fields, errors) };
    const columns = mappedColumns(header, mapping, options.constants, errors);
    this.columns = columns.map((column) => ({
      ...column,
      field: this.fieldOf(column.target, `mapping.${column.column}`, errors),
    }));
    this.readConstants(errors);
    this.policy = policyOf(request, columns, errors);
    for (const topic of Object.keys(options.consents)) {
      if (!request.topics.has(topic)) errors.push({ path: `options.consents.${topic}`, message: 'is no topic' });
    }
    if (errors.length > 0) throw invalid(errors);
    this.shared = {
      ...(options.tags.length > 0 ? { tags: options.tags } : {}),
      ...(Object.keys(options.consents).length > 0 ? { consents: options.consents } : {}),
    };
  }

  read(cells: readonly string[]): ReadRow {
    const values: Record<string, FieldValue | null> = { ...this.constants };
    const input: { -readonly [K in keyof ContactInput]: ContactInput[K] } = { values, ...this.shared };
    const errors: ImportRowError[] = [];
    for (const { index, column, target, field } of this.columns) {
      const cell = (cells[index] ?? '').trim();
      if (cell === '') continue;
      const problem = field ? this.readField(field, cell, values) : readIdentity(target, cell, input);
      if (problem) errors.push({ code: 'import.row_invalid', column, message: `${column}: ${problem}` });
    }
    return errors.length > 0 ? { error: joined(errors) } : { item: input };
  }

  async write(tx: Tx, items: readonly unknown[]): Promise<ImportOutcome[]> {
    const inputs = items as readonly ContactInput[];
    const { options, importId } = this.request;
    const needsSeen = options.dry_run || options.on_conflict !== 'overwrite';
    const seen = needsSeen ? new ImportSeen(importId) : undefined;
    const { results, states } = await this.writer.write(tx, inputs, this.policy, {
      dryRun: options.dry_run,
      ...(seen ? { seen } : {}),
    });
    await seen?.write(tx, states);
    await this.putIntoList(tx, results);
    return results.map(toOutcome);
  }

  /** All whom the file names, also those whom the import itself left as they were. */
  private async putIntoList(tx: Tx, results: readonly RowResult[]): Promise<void> {
    const { segment, dry_run: isTrial } = this.request.options;
    if (segment === undefined || isTrial) return;
    const ids = results.flatMap(({ contactId, error }) => (contactId === undefined || error ? [] : [contactId]));
    await this.list.add(tx, segment, [...new Set(ids)], this.policy.quiet);
  }

  private readField(
    field: FieldDefinition,
    cell: string,
    values: Record<string, FieldValue | null>,
  ): string | undefined {
    const result = coerceValue(field, cell, this.context);
    if ('problem' in result) return result.problem;
    if (result.value !== null) values[field.key] = result.value;
    return undefined;
  }

  private fieldOf(target: string, path: string, errors: FieldError[]): FieldDefinition | undefined {
    if (IDENTITIES.has(target)) return undefined;
    const { fields, options } = this.request;
    const field = fields.get(target);
    if (field || !options.create_fields) {
      if (!field) errors.push({ path, message: `there is no field "${target}"; set create_fields to make it` });
      return field;
    }
    checkKey(target, path);
    return { key: target, label: target, type: 'text', options: [], category: null, system: false };
  }

  private readConstants(errors: FieldError[]): void {
    for (const [target, value] of Object.entries(this.request.options.constants)) {
      const path = `options.constants.${target}`;
      if (IDENTITIES.has(target)) errors.push({ path, message: 'cannot be the same for every contact' });
      const field = this.fieldOf(target, path, errors);
      const problem = field && this.readField(field, String(value), this.constants);
      if (problem) errors.push({ path, message: problem });
    }
  }
}

function readIdentity(
  target: string,
  cell: string,
  input: { -readonly [K in keyof ContactInput]: ContactInput[K] },
): string | undefined {
  if (target === 'external_id') {
    if (cell.length > 255) return 'has more than 255 characters';
    input.externalId = cell;
    return undefined;
  }
  const email = normalizeEmail(cell);
  if (email === null) return `"${cell.slice(0, 100)}" is not an address that mail can be sent to`;
  input.email = email;
  return undefined;
}

function zoneOf(options: ImportOptions, fields: FieldSet, errors: FieldError[]): string {
  const zone = fields.zones.get(options.zone.toLowerCase());
  if (!zone) errors.push({ path: 'options.zone', message: 'must be a time zone as Europe/Berlin' });
  return zone ?? 'UTC';
}

/** Matches by what was asked for, else by the email when there is one. */
function policyOf(request: ImportRequest, columns: readonly MappedColumn[], errors: FieldError[]): WritePolicy {
  const { options, importId, actor } = request;
  const targets = new Set(columns.map(({ target }) => target));
  const match = options.match ?? (targets.has('email') || !targets.has('external_id') ? 'email' : 'external_id');
  if (!targets.has(match)) {
    errors.push({ path: 'mapping', message: `no column becomes ${match}, which says who is meant` });
  }
  return {
    onConflict: options.on_conflict,
    match,
    quiet: !options.run_automations,
    source: `import:${importId}`,
    actor,
    ...(options.consent_source ? { consentSource: options.consent_source } : {}),
  };
}

function joined(errors: readonly ImportRowError[]): ImportRowError {
  const [first] = errors;
  const message = errors.map((error) => error.message).join('; ');
  return { code: 'import.row_invalid', message, column: errors.length === 1 ? first?.column : undefined };
}

function toOutcome({ status, error, keptConsents }: RowResult): ImportOutcome {
  if (error) return { status: 'failed', error: { code: error.code, message: error.message } };
  return { status: status === 'rejected' ? 'failed' : status, keptConsents: keptConsents?.length ?? 0 };
}
