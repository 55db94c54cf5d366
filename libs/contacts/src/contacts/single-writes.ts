import { Inject, Injectable } from '@nestjs/common';
import { Database, isDatabaseTrouble, type Queryable, type Tx } from '#libs/db';
import { currentRequestId, DomainError, foldText, Gathering, invalid } from '#libs/kernel';
import { FieldCatalogue } from '../fields/field-catalogue.js';
import type { ContactInput, RowError, RowResult, WritePolicy } from '../write/contact-input.js';
import { ContactWriter } from '../write/contact-writer.js';
import { parseContact, type ParseContext, type ParsedContact } from '../write/parse-contact.js';
import { retryOnTaken } from '../write/retry-on-taken.js';
import { refuseUnknownOwners } from '../write/unknown-owners.js';
import { type ContactView, readContacts } from './contact-view.js';

/** The answer to an upsert or a patch. `warnings` is there only when there are some. */
export interface WrittenContact {
  readonly created: boolean;
  readonly contact: ContactView;
  readonly keptConsents: readonly string[];
}

interface Call {
  readonly actor: string;
  readonly requestId: string | undefined;
  /** What the caller sent, or what a call means that has no body. */
  readonly content: { readonly body: unknown } | { readonly input: ContactInput };
}

interface Edit extends Call {
  readonly id: number;
}

interface Ready<C> {
  readonly call: C;
  readonly input: ContactInput;
}

const TOPICS = `SELECT slug FROM topics`;

const TAGS_OF = `
  SELECT contact_id AS "contactId", tags.name FROM contact_tags JOIN tags ON tags.id = tag_id
  WHERE contact_id = ANY ($1::bigint[])`;

/** Calls that are written together. */
const MAX_TOGETHER = 200;
const TOGETHER = { limit: MAX_TOGETHER, groupOf: ({ actor }: Call) => actor, isCommon: isDatabaseTrouble };

/**
 * Writes of one contact each. Calls that come at the same time share a transaction, and with it the eight statements
 * that a write takes; no two of them are about the same contact, so that each leaves its own change in the log.
 */
@Injectable()
export class SingleWrites {
  private readonly upserts = new Gathering<Call, WrittenContact>((calls) => this.upsertTogether(calls), {
    ...TOGETHER,
    keyOf: ({ content }) => identitiesIn(content),
  });
  private readonly edits = new Gathering<Edit, WrittenContact>((calls) => this.editTogether(calls), {
    ...TOGETHER,
    keyOf: ({ id }) => String(id),
  });

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(FieldCatalogue) private readonly catalogue: FieldCatalogue,
    @Inject(ContactWriter) private readonly writer: ContactWriter,
  ) {}

  upsert(body: unknown, actor: string): Promise<WrittenContact> {
    return this.upserts.call({ actor, requestId: currentRequestId(), content: { body } });
  }

  edit(id: number, content: Call['content'], actor: string): Promise<WrittenContact> {
    return this.edits.call({ id, actor, requestId: currentRequestId(), content });
  }

  async parseContext(on: Queryable): Promise<ParseContext> {
    const topics = await on.query<{ slug: string }>(TOPICS);
    return { fields: await this.catalogue.load(on), topics: new Set(topics.map(({ slug }) => slug)) };
  }

  private async upsertTogether(calls: readonly Call[]): Promise<(WrittenContact | Error)[]> {
    return retryOnTaken(this.db, async (tx) => {
      const { ready, answers } = await this.read(tx, calls);
      const inputs = ready.map(({ input }) => input);
      const { results } = await this.writer.write(tx, inputs, policyOf(calls));
      ready.forEach(({ call }, index) => answers.set(call, results[index]));
      return this.answer(tx, calls, answers);
    });
  }

  private async editTogether(calls: readonly Edit[]): Promise<(WrittenContact | Error)[]> {
    return retryOnTaken(this.db, async (tx) => {
      const { ready, answers } = await this.read(tx, calls, withoutNullMembers);
      const replaced = await replaceTags(tx, ready);
      const targets = ready.map(({ call }, index) => ({ contactId: call.id, input: replaced[index] as ContactInput }));
      const { results, states } = await this.writer.writeTo(tx, targets, policyOf(calls));
      if (states.some(({ identities }) => identities.email === null && identities.external_id === null)) {
        throw invalid([{ path: 'email', message: 'an email or an external_id must remain' }], 'contact.invalid');
      }
      const byId = new Map(results.map((result) => [result.contactId, result]));
      const refused = results.filter(({ contactId }) => contactId === undefined);
      // A refused edit says not whose it was: alone it is clear.
      if (refused.length > 0 && calls.length > 1) throw toDomainError(refused[0]?.error);
      for (const { call } of ready) answers.set(call, byId.get(call.id) ?? refused[0]);
      return this.answer(tx, calls, answers);
    });
  }

  /** Reads bodies; what is wrong with one is the answer to its call. */
  private async read<C extends Call>(
    tx: Tx,
    calls: readonly C[],
    prepare: (body: unknown, context: ParseContext) => unknown = (body) => body,
  ): Promise<{ ready: Ready<C>[]; answers: Map<C, RowResult | Error | undefined> }> {
    const context = await this.parseContext(tx);
    const parsed = await refuseUnknownOwners(
      tx,
      calls.map(({ content }): ParsedContact =>
        'input' in content ? content : parseContact(prepare(content.body, context), context),
      ),
    );
    const answers = new Map<C, RowResult | Error | undefined>();
    const ready: Ready<C>[] = [];
    calls.forEach((call, index) => {
      const { input, errors } = parsed[index] as ParsedContact;
      if (errors) answers.set(call, invalid(errors, 'contact.invalid'));
      else ready.push({ call, input: { ...input, requestId: call.requestId } });
    });
    return { ready, answers };
  }

  private async answer<C extends Call>(
    tx: Tx,
    calls: readonly C[],
    answers: ReadonlyMap<C, RowResult | Error | undefined>,
  ): Promise<(WrittenContact | Error)[]> {
    const results = calls.map((call) => answers.get(call));
    const ids = results.flatMap((result) => (result instanceof Error ? [] : (result?.contactId ?? [])));
    const contacts = new Map((await readContacts(tx, [...new Set(ids)])).map((contact) => [contact.id, contact]));
    return results.map((result) => {
      if (result instanceof Error) return result;
      const contact = contacts.get(result?.contactId ?? 0);
      if (!result || !contact) return toDomainError(result?.error);
      return { created: result.status === 'created', contact, keptConsents: result.keptConsents ?? [] };
    });
  }
}

/** What the API writes counts, whoever sends it. */
export function apiPolicy(actor: string): WritePolicy {
  return { onConflict: 'overwrite', match: 'either', quiet: false, source: 'api', actor };
}

function policyOf([first]: readonly Call[]): WritePolicy {
  if (!first) throw new Error('A batch without calls');
  return apiPolicy(first.actor);
}

/** Whom a body names, roughly: enough to keep two calls about the same contact apart. */
function identitiesIn(content: Call['content']): string {
  const named = Object('body' in content ? content.body : {}) as Record<string, unknown>;
  const { email, external_id: externalId } = named;
  if (typeof email === 'string') return email.trim().toLowerCase();
  return typeof externalId === 'string' || typeof externalId === 'number' ? `id:${String(externalId)}` : 'nobody';
}

/** Merge Patch takes a member away by null: then there are no tags, and no custom field has a value. */
function withoutNullMembers(body: unknown, { fields }: ParseContext): unknown {
  const given = Object(body) as { tags?: unknown; fields?: unknown };
  if (given.tags !== null && given.fields !== null) return body;
  const custom = fields.all.filter(({ system }) => !system);
  const cleared = Object.fromEntries(custom.map(({ key }) => [key, null]));
  return {
    ...given,
    ...(given.tags === null ? { tags: [] } : {}),
    ...(given.fields === null ? { fields: cleared } : {}),
  };
}

/** In an edit, tags are all the tags: what is not named goes. */
async function replaceTags(tx: Tx, ready: readonly Ready<Edit>[]): Promise<ContactInput[]> {
  const ids = ready.flatMap(({ call, input }) => ('body' in call.content && input.tags ? [call.id] : []));
  if (ids.length === 0) return ready.map(({ input }) => input);
  const had = await tx.query<{ contactId: number; name: string }>(TAGS_OF, [ids]);
  return ready.map(({ call, input }) => {
    if (!('body' in call.content) || !input.tags) return input;
    const wanted = new Set(input.tags.map(foldText));
    const own = had.filter(({ contactId, name }) => contactId === call.id && !wanted.has(foldText(name)));
    return { ...input, untags: own.map(({ name }) => name) };
  });
}

function toDomainError(error: RowError | undefined): DomainError {
  if (!error) return new DomainError('contact.not_found');
  return new DomainError(error.code, error.message, error.errors ? { errors: error.errors } : {});
}
