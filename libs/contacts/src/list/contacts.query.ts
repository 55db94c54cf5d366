import { Inject, Injectable } from '@nestjs/common';
import { type Condition, ConditionEvaluator } from '#libs/conditions';
import { Database, type Queryable, runWithin } from '#libs/db';
import { Clock, DomainError, invalid } from '#libs/kernel';
import { CONTACT_VIEW_COLUMNS, readContacts, type ContactView } from '../contacts/contact-view.js';
import { parseInstant } from '../fields/date-text.js';
import { type ContactFilter, Where, whereOf } from './contact-filter.js';
import { type ContactSort, parseSort } from './contact-sort.js';
import { searchContacts } from './search-contacts.js';

export interface ContactListRequest extends ContactFilter {
  readonly search?: string | undefined;
  readonly sort?: string | undefined;
  /** Only those who match. */
  readonly condition?: unknown;
  /** The sort key of the last row seen: [id], [key, id] or, in a search, [rank, id]. */
  readonly after: readonly (string | number | null)[] | null;
  readonly limit: number;
}

/** A row and where the list goes on behind it. */
export interface ListedContact {
  readonly contact: ContactView;
  readonly key: readonly (string | number)[];
}

/** What somebody who asks with a condition waits for at most. */
const CONDITION_WITHIN_MS = 30_000;

/** Lists of contacts, page by page. */
@Injectable()
export class ContactsQuery {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Throws `condition.invalid`, and `contact.search_timeout` when a condition is too much work. */
  async list(request: ContactListRequest): Promise<ListedContact[]> {
    const where = await whereOf(this.db, request);
    if (request.condition === undefined) return this.read(this.db, where, request);
    await this.addCondition(where, request.condition);
    const limits = { withinMs: CONDITION_WITHIN_MS, joinsBySets: true };
    const page = await runWithin(this.db, limits, (tx) => this.read(tx, where, request));
    if (!page) throw new DomainError('contact.search_timeout', undefined, { retryAfterS: 30 });
    return page;
  }

  private async read(on: Queryable, where: Where, request: ContactListRequest): Promise<ListedContact[]> {
    if (request.search?.trim()) return this.search(on, request.search, where, request);
    const sort = parseSort(request.sort);
    return typeof sort === 'string' ? this.byId(on, where, sort, request) : this.bySort(on, where, sort, request);
  }

  private async addCondition(where: Where, condition: unknown): Promise<void> {
    await this.conditions.validate(condition, 'audience', 'condition');
    const { sql, params } = await this.conditions.compileSet(condition as Condition, {
      now: this.clock.now(),
      firstParam: where.params.length + 1,
    });
    where.params.push(...params);
    where.add(`c.id IN (${sql})`);
  }

  private async search(
    on: Queryable,
    text: string,
    where: Where,
    { after, limit }: ContactListRequest,
  ): Promise<ListedContact[]> {
    const cursor = after ? { rank: numberAt(after, 0), id: numberAt(after, 1) } : null;
    const found = await searchContacts(on, text, where, cursor, limit);
    const contacts = await readContacts(
      on,
      found.map(({ id }) => id),
    );
    const byId = new Map(contacts.map((contact) => [contact.id, contact]));
    return found.flatMap(({ rank, id }) => {
      const contact = byId.get(id);
      return contact ? [{ contact, key: [rank, id] }] : [];
    });
  }

  private async byId(
    on: Queryable,
    where: Where,
    order: 'newest' | 'oldest',
    request: ContactListRequest,
  ): Promise<ListedContact[]> {
    const [sign, direction] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
    if (request.after) where.add(`c.id ${sign} ${where.value(numberAt(request.after, 0))}`);
    const limit = where.value(request.limit);
    const rows = await on.query<ContactView>(
      `SELECT ${CONTACT_VIEW_COLUMNS} FROM contacts c ${where.sql} ORDER BY c.id ${direction} LIMIT ${limit}`,
      where.params,
    );
    return rows.map((contact) => ({ contact, key: [contact.id] }));
  }

  // The page is found by key and id alone; tags and consents are read for its rows only.
  private async bySort(
    on: Queryable,
    where: Where,
    sort: ContactSort,
    request: ContactListRequest,
  ): Promise<ListedContact[]> {
    const [sign, direction] = sort.descending ? ['<', 'DESC'] : ['>', 'ASC'];
    if (request.after) {
      const key = where.value(keyAt(request.after, sort));
      const id = where.value(numberAt(request.after, 1));
      where.add(`(${sort.key}, c.id) ${sign} (${key}::${sort.type}, ${id}::bigint)`);
    }
    const limit = where.value(request.limit);
    const order = `ORDER BY sort_key ${direction}, id ${direction}`;
    const rows = await on.query<ContactView & { sort_text: string }>(
      `WITH page AS (
         SELECT c.id, ${sort.key} AS sort_key FROM contacts c ${where.sql} ${order} LIMIT ${limit}
       )
       SELECT ${CONTACT_VIEW_COLUMNS}, page.sort_key::text AS sort_text
       FROM page JOIN contacts c ON c.id = page.id ORDER BY page.sort_key ${direction}, page.id ${direction}`,
      where.params,
    );
    return rows.map(({ sort_text: key, ...contact }) => ({ contact, key: [key, contact.id] }));
  }
}

function keyAt([key]: readonly (string | number | null)[], { type }: ContactSort): string {
  // The database shows times in UTC, as its sessions are.
  const isOurs = type === 'text' || (String(key).endsWith('+00') && parseInstant(String(key), null) !== null);
  if (typeof key === 'string' && isOurs) return key;
  throw noCursor();
}

function numberAt(key: readonly (string | number | null)[], index: number): number {
  const part = key[index];
  if (typeof part === 'number' && Number.isSafeInteger(part)) return part;
  throw noCursor();
}

function noCursor(): DomainError {
  return invalid([{ path: 'cursor', message: 'is no cursor of this list' }]);
}
