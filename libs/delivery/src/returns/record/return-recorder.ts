import { Inject, Injectable } from '@nestjs/common';
import { OrganisationSettings } from '#libs/accounts';
import { ConsentService, findAliases } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { Clock, DomainError } from '#libs/kernel';
import { MessageReturns, type ReturnedMessage } from '#libs/ledger';
import { ReturnMatcher, type ReturnMatch } from '../match/return-matcher.js';
import type { IncomingReturn } from './incoming-return.js';
import { nameNobody } from './name-nobody.js';
import { type Addresses, effectOf, type Ending, type ReturnEffect } from './return-effect.js';
import {
  ADD_SOFT,
  ADDRESSES,
  FORGET_SOFT,
  HOLD_PEOPLE,
  SAY_BLOCKED,
  STORE,
  SUPPRESS,
  TAKE_NONCE,
  WORN_OUT,
} from './return-statements.js';
import { toStoreColumns, type StoredReturn } from './stored-return.js';

/** What became of a batch: news, known already, and about no mail of ours. */
export interface RecordedReturns {
  readonly recorded: number;
  readonly repeated: number;
  readonly unmatched: number;
}

interface RecordOptions {
  /** A one-time value of the request that brought them. Throws `hook.replayed` when it was seen before. */
  readonly nonce?: string | undefined;
}

const REASONS: Readonly<Record<Ending, string>> = { cleaned: 'hard_bounce', complained: 'complaint' };

/** Writes what came back and all that follows from it in one transaction; the same thing twice changes nothing. */
@Injectable()
export class ReturnRecorder {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ReturnMatcher) private readonly matcher: ReturnMatcher,
    @Inject(MessageReturns) private readonly messages: MessageReturns,
    @Inject(ConsentService) private readonly consents: ConsentService,
    @Inject(OrganisationSettings) private readonly organisation: OrganisationSettings,
  ) {}

  async record(batch: readonly IncomingReturn[], { nonce }: RecordOptions = {}): Promise<RecordedReturns> {
    const matched = batch.map((item) => ({ item, match: this.matcher.match(item.returned, item.envelopeTo) }));
    return this.db.transaction(async (tx) => {
      if (nonce !== undefined && (await tx.execute(TAKE_NONCE, [nonce, this.clock.now()])) === 0) {
        throw new DomainError('hook.replayed');
      }
      const ids = [...new Set(matched.flatMap(({ match }) => (match ? [match.messageId] : [])))];
      if (ids.length > 0) await tx.query(HOLD_PEOPLE, [ids]);
      const messages = await this.messages.lock(tx, ids);
      const tied = matched.map(({ item, match }) => tie(item, match, messages));
      const addresses = await addressesOf(tx, tied);
      const stored = tied.map((one) => toStored(one, addresses));
      // A provider reports every delivery: what it changes is done, and nobody needs a row of it.
      const deliveries = stored.filter(({ item, message }) => message && item.returned.kind === 'delivered');
      const news = await store(
        tx,
        stored.filter((one) => !deliveries.includes(one)),
      );
      await this.apply(tx, [...news, ...deliveries]);
      const unmatched = news.filter(({ message }) => !message).length;
      const recorded = news.length - unmatched + deliveries.length;
      return { recorded, repeated: batch.length - recorded - unmatched, unmatched };
    });
  }

  private async apply(tx: Tx, stored: readonly StoredReturn[]): Promise<void> {
    const effects = stored.flatMap(({ effect }) => effect ?? []);
    await this.messages.record(
      tx,
      effects.flatMap(({ event }) => event ?? []),
    );
    const reached = effects.flatMap(({ reached: email }) => email ?? []);
    if (reached.length > 0) await tx.execute(FORGET_SOFT, [reached]);
    const dead = effects.flatMap(({ suppress }) => suppress ?? []);
    const worn = await this.wornOut(
      tx,
      effects.flatMap(({ softBounce }) => softBounce ?? []),
    );
    if (worn.length > 0) {
      const emails = new Set(worn.map(({ email }) => email));
      const last = stored.filter(({ effect }) => effect?.softBounce && emails.has(effect.softBounce.email));
      await tx.execute(SAY_BLOCKED, [last.map(({ item }) => item.fingerprint)]);
    }
    await this.suppress(tx, [...dead, ...worn]);
  }

  /** Stores temporary failures; resolves with the addresses for which they are too many by now. */
  private async wornOut(tx: Tx, soft: readonly NonNullable<ReturnEffect['softBounce']>[]): Promise<Suppression[]> {
    if (soft.length === 0) return [];
    const emails = soft.map(({ email }) => email);
    await tx.execute(ADD_SOFT, [emails, soft.map(({ messageId }) => messageId), soft.map(({ at }) => at)]);
    const { count, days } = (await this.organisation.get()).soft_bounces;
    const contactIds = soft.map(({ contactId }) => contactId);
    const rows = await tx.query<{ email: string; contactId: number; count: number }>(WORN_OUT, [
      ...[emails, contactIds],
      ...[count, days],
    ]);
    return rows.map(({ email, contactId, count: times }) => ({
      ...{ email, contactId, status: 'cleaned' as const },
      why: `${String(times)} mails in a row came back as temporarily undeliverable`,
    }));
  }

  private async suppress(tx: Tx, dead: readonly Suppression[]): Promise<void> {
    if (dead.length === 0) return;
    const reasons = dead.map(({ status }) => REASONS[status]);
    await tx.execute(SUPPRESS, [dead.map(({ email }) => email), reasons, dead.map(({ why }) => why), this.clock.now()]);
    const aliases = await findAliases(
      tx,
      dead.map(({ email }) => email),
    );
    const ending = dead.filter((one) => one.contactId > 0 && !(one.status === 'cleaned' && aliases.has(one.email)));
    for (const status of ['cleaned', 'complained'] as const) {
      const ids = ending.filter((one) => one.status === status).map(({ contactId }) => contactId);
      await this.consents.end(tx, [...new Set(ids)], status, { source: REASONS[status], actor: 'returned mail' });
    }
  }
}

type Suppression = NonNullable<ReturnEffect['suppress']>;
type Tied = Omit<StoredReturn, 'effect'>;

/** A token of ours may name a mail that is gone, or none (a test mail): then it stays untied. */
function tie(
  item: IncomingReturn,
  match: ReturnMatch | undefined,
  messages: ReadonlyMap<number, ReturnedMessage>,
): Tied {
  return { item, match, message: match && messages.get(match.messageId) };
}

/** The addresses of the contacts whose mail it is, by contact; none of who has been erased. */
async function addressesOf(tx: Tx, tied: readonly Tied[]): Promise<ReadonlyMap<number, Addresses>> {
  const contactIds = [...new Set(tied.flatMap(({ message }) => (message ? [message.contactId] : [])))];
  const rows = await tx.query<{ contactId: number; address: string | null }>(ADDRESSES, [contactIds]);
  const addresses = new Map<number, string[]>();
  for (const { contactId, address } of rows)
    addresses.set(contactId, [...(addresses.get(contactId) ?? []), ...(address === null ? [] : [address])]);
  return addresses;
}

function toStored(tied: Tied, addresses: ReadonlyMap<number, Addresses>): StoredReturn {
  const { match, message } = tied;
  if (!match || !message) return { ...tied, effect: undefined };
  const own = addresses.get(message.contactId);
  const isErased = own === undefined && message.contactId > 0;
  const item = isErased ? nameNobody(tied.item) : tied.item;
  return { ...tied, item, effect: effectOf(item, match, message, own ?? []) };
}

/** Resolves with those that were not known, each once. */
async function store(tx: Tx, all: readonly StoredReturn[]): Promise<StoredReturn[]> {
  const unique = new Map(all.map((one) => [one.item.fingerprint, one]));
  if (unique.size === 0) return [];
  const rows = await tx.query<{ fingerprint: string }>(STORE, toStoreColumns([...unique.values()]));
  return rows.flatMap(({ fingerprint }) => unique.get(fingerprint) ?? []);
}
