import { Inject, Injectable } from '@nestjs/common';
import { Database, type Queryable, type Tx } from '#libs/db';
import { DomainError, foldText, invalid } from '#libs/kernel';
import { FieldCatalogue } from '../fields/field-catalogue.js';
import { isTagName } from '../tags/tag-name.js';
import { ContactWriter } from '../write/contact-writer.js';
import type { ContactInput, RowError, RowResult, WritePolicy } from '../write/contact-input.js';
import { parseContact, type ParseContext } from '../write/parse-contact.js';
import { refuseUnknownOwners } from '../write/unknown-owners.js';
import { retryOnTaken } from '../write/retry-on-taken.js';
import { readContacts, type ContactView } from './contact-view.js';

export const MAX_BATCH = 10_000;

/** The answer to an upsert or a patch. `warnings` is there only when there are some. */
export interface WrittenContact {
  readonly created: boolean;
  readonly contact: ContactView;
  readonly keptConsents: readonly string[];
}

const TOPICS = `SELECT slug FROM topics`;
const TAGS_OF = `SELECT tags.name FROM contact_tags JOIN tags ON tags.id = tag_id WHERE contact_id = $1`;

/** Contacts as the API knows them. `actor` is who does it: `user:3`, `key:1`, `system`. */
@Injectable()
export class ContactsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(FieldCatalogue) private readonly catalogue: FieldCatalogue,
    @Inject(ContactWriter) private readonly writer: ContactWriter,
  ) {}

  /** Makes or updates by email or external_id. Throws `contact.conflict` and 422 with each wrong path. */
  async upsert(body: unknown, actor: string): Promise<WrittenContact> {
    return retryOnTaken(this.db, async (tx) => {
      const parsed = parseContact(body, await this.parseContext(tx));
      if (parsed.errors) throw invalid(parsed.errors, 'contact.invalid');
      await this.refuseWrongOwner(tx, parsed.input);
      const { results } = await this.writer.write(tx, [parsed.input], apiPolicy(actor));
      return this.answer(tx, results[0]);
    });
  }

  /** At most 10,000; each input has its own result, and a wrong one leaves the others alone. */
  async upsertBatch(bodies: readonly unknown[], actor: string): Promise<readonly RowResult[]> {
    if (bodies.length > MAX_BATCH) throw new DomainError('request.too_large', `Send at most ${MAX_BATCH} contacts.`);
    return retryOnTaken(this.db, async (tx) => {
      const context = await this.parseContext(tx);
      const parsed = await refuseUnknownOwners(
        tx,
        bodies.map((body) => parseContact(body, context)),
      );
      const good = parsed.flatMap(({ input }) => (input ? [input] : []));
      const { results } = await this.writer.write(tx, good, apiPolicy(actor));
      const written = [...results].reverse();
      return parsed.map(({ errors }) => (errors ? refused(errors) : takeLast(written)));
    });
  }

  /** JSON Merge Patch (RFC 7396): null clears, tags are replaced, fields and consents are merged. */
  async patch(id: number, body: unknown, actor: string): Promise<WrittenContact> {
    return retryOnTaken(this.db, async (tx) => {
      const parsed = parseContact(body, await this.parseContext(tx));
      if (parsed.errors) throw invalid(parsed.errors, 'contact.invalid');
      await this.refuseWrongOwner(tx, parsed.input);
      const input = parsed.input.tags ? await replaceTags(tx, id, parsed.input) : parsed.input;
      const { results, states } = await this.writer.writeTo(tx, [{ contactId: id, input }], apiPolicy(actor));
      if (!results[0]) throw new DomainError('contact.not_found');
      const left = states[0]?.identities;
      if (left?.email === null && left.external_id === null) {
        throw invalid([{ path: 'email', message: 'an email or an external_id must remain' }], 'contact.invalid');
      }
      return this.answer(tx, results[0]);
    });
  }

  /** Puts a tag on, made when it is new, or takes it off. Throws `contact.not_found` and 422 for a name that is none. */
  async tag(id: number, name: string, wanted: boolean, actor: string): Promise<ContactView> {
    if (!isTagName(name)) throw invalid([{ path: 'tag', message: 'must be text of 1 to 200 characters' }]);
    return this.db.transaction(async (tx) => {
      const input = { values: {}, ...(wanted ? { tags: [name.trim()] } : { untags: [name.trim()] }) };
      await this.writer.writeTo(tx, [{ contactId: id, input }], apiPolicy(actor));
      return this.get(id, tx);
    });
  }

  /** Throws `contact.not_found`. */
  async get(id: number, on: Queryable = this.db): Promise<ContactView> {
    const [contact] = await readContacts(on, [id]);
    if (!contact) throw new DomainError('contact.not_found');
    return contact;
  }

  private async parseContext(on: Queryable): Promise<ParseContext> {
    const topics = await on.query<{ slug: string }>(TOPICS);
    return { fields: await this.catalogue.load(on), topics: new Set(topics.map(({ slug }) => slug)) };
  }

  private async refuseWrongOwner(tx: Tx, input: ContactInput): Promise<void> {
    const [checked] = await refuseUnknownOwners(tx, [{ input }]);
    if (checked?.errors) throw invalid(checked.errors, 'contact.invalid');
  }

  private async answer(tx: Tx, result: RowResult | undefined): Promise<WrittenContact> {
    if (result?.contactId === undefined) throw toDomainError(result?.error);
    const contact = await this.get(result.contactId, tx);
    return { created: result.status === 'created', contact, keptConsents: result.keptConsents ?? [] };
  }
}

function apiPolicy(actor: string): WritePolicy {
  return { onConflict: 'overwrite', match: 'either', quiet: false, source: 'api', actor };
}

async function replaceTags(tx: Tx, id: number, input: ContactInput): Promise<ContactInput> {
  const had = await tx.query<{ name: string }>(TAGS_OF, [id]);
  const wanted = new Set(input.tags?.map(foldText));
  return { ...input, untags: had.map(({ name }) => name).filter((name) => !wanted.has(foldText(name))) };
}

function refused(errors: NonNullable<RowError['errors']>): RowResult {
  const message = errors.map((error) => `${error.path}: ${error.message}`).join('; ');
  return { status: 'rejected', error: { code: 'contact.invalid', message, errors } };
}

function takeLast(results: RowResult[]): RowResult {
  const result = results.pop();
  if (!result) throw new Error('A batch has fewer results than inputs');
  return result;
}

function toDomainError(error: RowError | undefined): DomainError {
  if (!error) return new DomainError('contact.not_found');
  return new DomainError(error.code, error.message, error.errors ? { errors: error.errors } : {});
}
