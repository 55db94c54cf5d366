import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '#libs/db';
import { Clock } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { appendChanges } from '../changes/append-changes.js';
import type { NewContactChange } from '../changes/contact-change.js';
import { writeConsents } from '../consents/write-consents.js';
import type { ContactInput, RowResult, WritePolicy } from './contact-input.js';
import type { ContactState, SeenSource } from './contact-state.js';
import { loadById, loadByIdentity } from './load-contacts.js';
import { planBatch, planFor, type PlannedRow } from './plan-batch.js';
import { writeContacts } from './write-contacts.js';
import { addTags, removeTags, type TagPair } from './write-tags.js';

interface BatchOptions {
  /** Works everything out and writes nothing. */
  readonly dryRun?: boolean;
  readonly seen?: SeenSource;
}

export interface WrittenBatch {
  readonly results: readonly RowResult[];
  /** Each contact once; without ids in a dry run. */
  readonly states: readonly ContactState[];
}

/**
 * The one way in which contacts are written: loads and locks whom a batch names, works it out in memory, writes the
 * difference and appends it to the change log. The caller owns the transaction (see `retryOnTaken`).
 */
@Injectable()
export class ContactWriter {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
  ) {}

  /** Upserts by identity. One bad input never spoils the others. */
  async write(
    tx: Tx,
    inputs: readonly ContactInput[],
    policy: WritePolicy,
    options: BatchOptions = {},
  ): Promise<WrittenBatch> {
    const { seen } = options;
    const directory = await loadByIdentity(tx, inputs, { lock: !options.dryRun, ...(seen ? { seen } : {}) });
    const rows = planBatch(inputs, directory, policy);
    return this.finish(tx, rows, policy, options.dryRun ?? false);
  }

  /** Writes contacts that are known by id; an id that nobody has gives no result. */
  async writeTo(
    tx: Tx,
    targets: readonly { contactId: number; input: ContactInput }[],
    policy: WritePolicy,
  ): Promise<WrittenBatch> {
    const ids = [...new Set(targets.map((target) => target.contactId))];
    const { states, directory } = await loadById(
      tx,
      ids,
      targets.map((target) => target.input),
    );
    const rows = targets.flatMap(({ contactId, input }) => {
      const state = states.get(contactId);
      return state ? [planFor(state, input, directory, policy)] : [];
    });
    return this.finish(tx, rows, policy, false);
  }

  private async finish(
    tx: Tx,
    rows: readonly PlannedRow[],
    policy: WritePolicy,
    dryRun: boolean,
  ): Promise<WrittenBatch> {
    const states = [...new Set(rows.flatMap((row) => (row.state ? [row.state] : [])))];
    if (!dryRun) await this.writeDifference(tx, states, policy);
    const results = rows.map(({ status, state, error, keptConsents }) => ({
      status,
      ...(state?.id === undefined ? {} : { contactId: state.id }),
      ...(error ? { error } : {}),
      ...(keptConsents ? { keptConsents } : {}),
    }));
    return { results, states };
  }

  private async writeDifference(tx: Tx, states: readonly ContactState[], policy: WritePolicy): Promise<void> {
    const now = this.clock.now();
    const how = { source: policy.source, now, quiet: policy.quiet };
    await writeContacts(tx, states, now);
    const added = await addTags(
      tx,
      pairsOf(states, (state) => state.tags),
      how,
    );
    const removed = await removeTags(
      tx,
      pairsOf(states, (state) => state.untags),
      how,
    );
    const proof = { source: policy.consentSource ?? policy.source, actor: policy.actor };
    const consents = await writeConsents(tx, states.flatMap(consentWrites), proof, how);
    const related = [...added, ...removed, ...consents];
    const changes = [
      ...states.flatMap((state) => fieldChanges(state, policy.quiet)),
      ...spare(states, related, policy),
    ];
    if (changes.length === 0) return;
    const requests = new Map(states.map(({ writtenId, requestId }) => [writtenId, requestId]));
    const requestIds = await appendChanges(
      tx,
      changes.map((change) => ({ ...change, requestId: requests.get(change.contactId) })),
    );
    tx.afterCommit(() => {
      this.signals.signal('changes.route', {}, requestIds);
    });
  }
}

function pairsOf(states: readonly ContactState[], tagsOf: (state: ContactState) => ReadonlySet<string>): TagPair[] {
  return states.flatMap((state) => [...tagsOf(state)].map((tag) => ({ contactId: state.writtenId, tag })));
}

function consentWrites(state: ContactState): Parameters<typeof writeConsents>[1][number][] {
  return [...state.consents]
    .filter(([topic, status]) => state.oldConsents.get(topic) !== status)
    .map(([topic, status]) => ({ contactId: state.writtenId, topic, old: state.oldConsents.get(topic), status }));
}

/** `created` means everything to segments, and a quiet change starts nothing: one row is enough for a quiet birth. */
function fieldChanges(state: ContactState, quiet: boolean): NewContactChange[] {
  const contactId = state.writtenId;
  const born: NewContactChange[] = state.isNew ? [{ contactId, dimension: 'created', quiet }] : [];
  if (state.isNew && quiet) return born;
  const fields = state.changedKeys().map((key) => ({ key, old: state.before[key], new: state.after[key] }));
  const identities = state
    .changedIdentities()
    .map((kind) => ({ key: kind, old: state.oldIdentities[kind], new: state.identities[kind] }));
  const changed = [...identities, ...fields].map(
    ({ key, ...values }) => ({ contactId, dimension: `field:${key}`, ...values, quiet }) satisfies NewContactChange,
  );
  return [...born, ...changed];
}

function spare(
  states: readonly ContactState[],
  changes: readonly NewContactChange[],
  { quiet }: WritePolicy,
): readonly NewContactChange[] {
  if (!quiet) return changes;
  const born = new Set(states.filter((state) => state.isNew).map((state) => state.id));
  return changes.filter((change) => !born.has(change.contactId));
}
