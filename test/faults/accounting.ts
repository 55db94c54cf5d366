import type { Database } from '#libs/db';
import { expect } from '@jest/globals';

/** A mail as the mail server wrote it: the ground truth. */
export interface WrittenMail {
  readonly to: string;
  /** With or without angle brackets. */
  readonly messageId: string;
}

/** What became of all mails, by the mail server and by the ledger. */
export interface Account {
  /** Due, and neither arrived nor ended with a stored reason; or stored as sent and never arrived. */
  readonly lost: readonly string[];
  /** Addresses that a second copy of the same mail arrived at. */
  readonly duplicates: readonly string[];
  /** Mails that arrived and that the ledger says have failed or were left out. */
  readonly denied: readonly string[];
  readonly unknown: number;
  readonly sent: number;
  readonly failed: number;
  readonly skipped: number;
  readonly arrived: number;
}

type Row = { readonly address: string; readonly messageId: string | null; readonly state: string };

const ROWS = `
  SELECT contacts.email AS address, messages.message_id AS "messageId", messages.state
  FROM messages JOIN contacts ON contacts.id = messages.contact_id WHERE source_kind = 'campaign' AND source_id = $1`;

const bare = (messageId: string): string => messageId.replace(/[<>]/g, '');

/**
 * Compares what the mail server wrote with what the ledger says of a campaign, for everybody who was due. The one
 * measure of LOST, DUP and unknown in all tests of faults. Mails of other senders among `written` do not count.
 */
export async function accountFor(
  db: Database,
  campaign: number,
  due: readonly string[],
  written: readonly WrittenMail[],
): Promise<Account> {
  const rows = await db.query<Row & Record<string, unknown>>(ROWS, [campaign]);
  const own = new Set(rows.flatMap(({ messageId }) => messageId ?? []));
  const mine = written.filter(({ messageId }) => own.has(bare(messageId)));
  const times = new Map<string, number>();
  for (const { messageId } of mine) times.set(bare(messageId), (times.get(bare(messageId)) ?? 0) + 1);
  const ended = new Map(rows.map((row) => [row.address, row]));
  const hasArrived = (row: Row): boolean => row.messageId !== null && times.has(row.messageId);
  const isLost = (address: string): boolean => {
    const row = ended.get(address);
    if (!row || ['pending', 'deferred'].includes(row.state)) return !row || !hasArrived(row);
    return row.state === 'sent' && !hasArrived(row);
  };
  const count = (state: string): number => rows.filter((row) => row.state === state).length;
  return {
    lost: due.filter(isLost),
    duplicates: rows.filter(({ messageId }) => (times.get(messageId ?? '') ?? 0) > 1).map(({ address }) => address),
    denied: rows
      .filter((row) => ['failed', 'skipped'].includes(row.state) && hasArrived(row))
      .map((row) => row.address),
    ...{ unknown: count('unknown'), sent: count('sent'), failed: count('failed'), skipped: count('skipped') },
    arrived: times.size,
  };
}

/** LOST 0, DUP 0, nothing that arrived is denied, and at most so many unknown. */
export function expectAccounted(account: Account, mostUnknown = 0): void {
  const { lost, duplicates, denied, unknown } = account;
  expect({ lost, duplicates, denied }).toEqual({ lost: [], duplicates: [], denied: [] });
  expect(unknown).toBeLessThanOrEqual(mostUnknown);
}
