import { Inject, Injectable } from '@nestjs/common';
import { appendChanges, isWanted, type NewContactChange } from '#libs/contacts';
import { Database, type Tx } from '#libs/db';
import { currentRequestId } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { DeadAddresses } from './dead-addresses.js';
import { HOLD_SOURCES } from './claim-statements.js';
import type { MailHandOver, Result, Verdict } from './claimed-message.js';
import { handOverColumns } from './hand-over-columns.js';
import { BOUNCED, PUT_OFF, WRITE_ENDS, WRITE_SENT, WRITE_SENT_AND_MARK } from './result-statements.js';
import { storable } from './storable.js';

/** Writes what became of messages: verdicts, and what they mean for the contact, in one transaction. */
@Injectable()
export class MessageResults {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(DeadAddresses) private readonly deadAddresses: DeadAddresses,
  ) {}

  async write(results: readonly Result[]): Promise<void> {
    if (results.length === 0) return;
    if (results.every(({ verdict }) => verdict.state === 'sent')) return this.writeSent(results);
    const [putOff, ends] = [results.filter(isPutOff), results.filter((result) => !isPutOff(result))];
    await this.db.transaction(async (tx) => {
      if (putOff.length > 0) await writePutOff(tx, putOff);
      if (ends.length > 0) await this.writeEnds(tx, ends);
    });
  }

  /** Writes results that all say `sent`, and claimed → sending for the mails that follow: resolves with their ids. */
  async writeAndMark(
    sent: readonly Result[],
    owner: string,
    mails: readonly MailHandOver[],
  ): Promise<ReadonlySet<number>> {
    const params = [...sentColumns(sent), ...handOverColumns(owner, mails)];
    const [row] = await this.db.query<{ told: number; going: number[] }>(WRITE_SENT_AND_MARK, params);
    this.tell(row);
    return new Set(row?.going);
  }

  private async writeSent(sent: readonly Result[]): Promise<void> {
    const [row] = await this.db.query<{ told: number }>(WRITE_SENT, sentColumns(sent));
    this.tell(row);
  }

  private tell(row: { readonly told: number } | undefined): void {
    if (row && row.told > 0) this.signals.signal('changes.route', {});
  }

  private async writeEnds(tx: Tx, ends: readonly Result[]): Promise<void> {
    const rows = await tx.query<{ id: number; response: string | null }>(WRITE_ENDS, toColumns(ends));
    await this.deadAddresses.write(tx, ends);
    const written = new Map(rows.map(({ id, response }) => [id, response]));
    const about = ends.filter((result) => written.has(result.id) && result.contactId > 0);
    const bounced = about.filter((result) => isBounce(result.verdict));
    if (bounced.length > 0) await recordBounces(tx, bounced, written);
    const sent = about.filter((result) => result.verdict.state === 'sent');
    // One change for each mail would be most of the change log; mostly nobody reads it.
    const told = sent.length > 0 && (await isWanted(tx, 'email:sent')) ? sent : [];
    const changes = [...toChanges(told, 'email:sent'), ...toChanges(bounced, 'email:bounced')];
    if (changes.length === 0) return;
    await appendChanges(tx, changes);
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {});
    });
  }
}

async function writePutOff(tx: Tx, results: readonly Result[]): Promise<void> {
  await tx.query(HOLD_SOURCES, [results.map(({ id }) => id)]);
  await tx.query(PUT_OFF, toColumns(results));
}

/** `said` is what the ledger keeps of the server's answer, by message. */
async function recordBounces(
  tx: Tx,
  bounced: readonly Result[],
  said: ReadonlyMap<number, string | null>,
): Promise<void> {
  await tx.execute(BOUNCED, [
    bounced.map((result) => result.id),
    bounced.map((result) => result.contactId),
    bounced.map(({ id }) => said.get(id) ?? null),
    bounced.map(({ verdict }) => JSON.stringify(('meaning' in verdict && verdict.meaning) || {})),
  ]);
}

function isPutOff({ verdict }: Result): boolean {
  return verdict.state === 'deferred' || verdict.state === 'pending';
}

function isBounce(verdict: Verdict): boolean {
  return verdict.state === 'failed' && verdict.bounced;
}

function sentColumns(sent: readonly Result[]): unknown[] {
  return [
    sent.map(({ id }) => id),
    sent.map(({ attempt }) => attempt),
    sent.map(({ verdict }) => responseOf(verdict)),
    sent.map(({ contactId }) => contactId),
    currentRequestId() ?? null,
  ];
}

function toChanges(results: readonly Result[], dimension: NewContactChange['dimension']): NewContactChange[] {
  return results.map(({ contactId }) => ({ contactId, dimension }));
}

function toColumns(results: readonly Result[]): unknown[][] {
  return [
    results.map((r) => r.id),
    results.map((r) => r.attempt),
    results.map((r) => r.verdict.state),
    results.map((r) => ('reason' in r.verdict ? r.verdict.reason : null)),
    results.map((r) => responseOf(r.verdict)),
    results.map((r) => ('dueAt' in r.verdict ? r.verdict.dueAt : null)),
    results.map((r) => isBounce(r.verdict)),
  ];
}

function responseOf(verdict: Verdict): string | null {
  return 'response' in verdict && verdict.response !== undefined ? storable(verdict.response) : null;
}
