import { Inject, Injectable } from '@nestjs/common';
import { Database, type Queryable, type Tx } from '#libs/db';
import { describeErrors, DomainError, invalid } from '#libs/kernel';
import { isTagName } from '../tags/tag-name.js';
import { ContactWriter } from '../write/contact-writer.js';
import type { RowError, RowResult } from '../write/contact-input.js';
import { parseContact } from '../write/parse-contact.js';
import { refuseUnknownOwners } from '../write/unknown-owners.js';
import { retryOnTaken } from '../write/retry-on-taken.js';
import { missingContact } from '../merge/merged-contacts.js';
import { readContacts, type ContactView } from './contact-view.js';
import { apiPolicy, SingleWrites, type WrittenContact } from './single-writes.js';

export const MAX_BATCH = 10_000;

/** Contacts as the API knows them. `actor` is who does it: `user:3`, `key:1`, `system`. */
@Injectable()
export class ContactsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(SingleWrites) private readonly singles: SingleWrites,
    @Inject(ContactWriter) private readonly writer: ContactWriter,
  ) {}

  /** Makes or updates by email or external_id. Throws `contact.conflict` and 422 with each wrong path. */
  upsert(body: unknown, actor: string): Promise<WrittenContact> {
    return this.singles.upsert(body, actor);
  }

  /** At most 10,000; each input has its own result, and a wrong one leaves the others alone. */
  async upsertBatch(bodies: readonly unknown[], actor: string): Promise<readonly RowResult[]> {
    if (bodies.length > MAX_BATCH) throw new DomainError('request.too_large', `Send at most ${MAX_BATCH} contacts.`);
    return retryOnTaken(this.db, (tx) => this.writeWithin(tx, bodies, actor));
  }

  /** Like `upsertBatch`, in a transaction of the caller, who may roll it back. */
  async writeWithin(tx: Tx, bodies: readonly unknown[], actor: string): Promise<readonly RowResult[]> {
    const context = await this.singles.parseContext(tx);
    const parsed = await refuseUnknownOwners(
      tx,
      bodies.map((body) => parseContact(body, context)),
    );
    const good = parsed.flatMap(({ input }) => (input ? [input] : []));
    const { results } = await this.writer.write(tx, good, apiPolicy(actor));
    const written = [...results].reverse();
    return parsed.map(({ errors }) => (errors ? refused(errors) : takeLast(written)));
  }

  /** JSON Merge Patch (RFC 7396): null clears, tags are replaced, fields and consents are merged. */
  async patch(id: number, body: unknown, actor: string): Promise<WrittenContact> {
    return this.orMerged(id, this.singles.edit(id, { body }, actor));
  }

  /** Puts a tag on, made when it is new, or takes it off. Throws `contact.not_found` and 422 for a name that is none. */
  async tag(id: number, name: string, wanted: boolean, actor: string): Promise<ContactView> {
    if (!isTagName(name)) throw invalid([{ path: 'tag', message: 'must be text of 1 to 200 characters' }]);
    const input = { values: {}, ...(wanted ? { tags: [name.trim()] } : { untags: [name.trim()] }) };
    return (await this.orMerged(id, this.singles.edit(id, { input }, actor))).contact;
  }

  /** Throws `contact.not_found`. */
  async get(id: number, on: Queryable = this.db): Promise<ContactView> {
    const [contact] = await readContacts(on, [id]);
    if (!contact) throw await missingContact(on, id);
    return contact;
  }

  /** Says of a contact that is not there where it went. */
  private async orMerged<T>(id: number, edit: Promise<T>): Promise<T> {
    try {
      return await edit;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'contact.not_found') throw error;
      throw await missingContact(this.db, id);
    }
  }
}

function refused(errors: NonNullable<RowError['errors']>): RowResult {
  return { status: 'rejected', error: { code: 'contact.invalid', message: describeErrors(errors), errors } };
}

function takeLast(results: RowResult[]): RowResult {
  const result = results.pop();
  if (!result) throw new Error('A batch has fewer results than inputs');
  return result;
}
