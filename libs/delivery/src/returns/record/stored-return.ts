import type { ReturnedMessage } from '#libs/ledger';
import type { ReturnMatch } from '../match/return-matcher.js';
import type { IncomingReturn } from './incoming-return.js';
import { decisiveRecipient, type ReturnEffect } from './return-effect.js';

/** Something that came back and the mail that it is about; without `message` it is about none of ours. */
export interface StoredReturn {
  readonly item: IncomingReturn;
  readonly match: ReturnMatch | undefined;
  readonly message: ReturnedMessage | undefined;
  /** Absent for what is about no mail of ours. */
  readonly effect: ReturnEffect | undefined;
}

/** What people look at to find out why it was not understood; the rest is their own mail. */
const KEPT_BYTES = 64 * 1024;

/** The parameters of STORE. */
export function toStoreColumns(all: readonly StoredReturn[]): unknown[] {
  const raws = all.map(({ item }) => item.raw.subarray(0, KEPT_BYTES));
  let start = 1;
  const starts = raws.map(({ length }) => (start += length) - length);
  const reported = all.map(({ item }) => decisiveRecipient(item.returned));
  return [
    all.map(({ item }) => item.at),
    all.map(({ item }) => item.source),
    all.map(({ item }) => item.fingerprint),
    all.map(({ item }) => item.returned.kind),
    all.map(({ item }, index) => reported[index]?.reason ?? item.returned.reason ?? null),
    reported.map((one) => one?.status ?? null),
    reported.map((one) => storable(one?.diagnostic)),
    reported.map((one) => storable(one?.address)),
    all.map(({ item }) => storable(item.returned.from)),
    all.map(({ item }) => storable(item.returned.subject)),
    all.map(({ message }) => message?.id ?? null),
    all.map(({ message }) => message?.contactId ?? null),
    all.map(({ message, match }) => (message ? (match?.by ?? null) : null)),
    Buffer.concat(raws),
    starts,
    raws.map(({ length }) => length),
    all.map(({ effect }) => effect?.outcome ?? null),
    all.map(({ effect }) => storable(effect?.email)),
  ];
}

/** PostgreSQL's text has no NUL. */
function storable(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text.replaceAll('\0', '');
}
