import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/db';
import { Clock, CredentialSeal, DomainError, GuardedHttpClient } from '#libs/kernel';
import { Sweeper } from '#libs/queue';
import { openSettings } from './audience-secrets.js';
import { providerOf } from './audience-provider.list.js';
import type { AudienceAnswer, AudienceOp, AudienceProvider } from './audience-provider.js';

/** Longer than two calls may take: whoever holds a list after that has died. */
const LEASE_MS = 180_000;
const SWEEP_MS = 5_000;
const FIRST_BACK_OFF_MS = 30_000;
const LONGEST_BACK_OFF_MS = 6 * 3_600_000;

interface ClaimedAudience {
  readonly id: number;
  readonly provider: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly attempt: number;
  readonly failures: number;
}

interface Change {
  readonly id: number;
  readonly op: AudienceOp;
  readonly hash: string;
}

const OPEN = `
  FROM audiences WHERE blocked IS NULL AND due_at <= $1 AND (lease_until IS NULL OR lease_until < $1)
    AND EXISTS (SELECT FROM audience_changes change WHERE audience_id = audiences.id AND change.state = 'pending'
      AND NOT EXISTS (SELECT FROM message_sources source WHERE source.kind = change.source_kind
        AND source.id = change.source_id AND source.state = 'paused'))`;

const ANY = `SELECT EXISTS (SELECT ${OPEN}) AS any`;

const CLAIM = `
  UPDATE audiences SET lease_until = $2, attempt = attempt + 1
  WHERE id = (SELECT id ${OPEN} ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, provider, settings, attempt, failures`;

// Those of an archived automation are not sent any more; of a paused one they wait.
const SKIP = `
  UPDATE audience_changes SET state = 'skipped', error = 'automation.archived', updated_at = $2
  WHERE audience_id = $1 AND audience_changes.state = 'pending' AND EXISTS (SELECT FROM message_sources source
    WHERE source.kind = source_kind AND source.id = source_id AND source.state = 'ended')`;

const CHANGES = `
  SELECT id, op, hash FROM audience_changes change WHERE audience_id = $1 AND state = 'pending'
    AND NOT EXISTS (SELECT FROM message_sources source WHERE source.kind = change.source_kind
      AND source.id = change.source_id AND source.state = 'paused')
  ORDER BY id LIMIT $2`;

// Only whoever claimed the list last may say how it stands.
const RELEASE = `
  UPDATE audiences SET lease_until = NULL, failures = $3, due_at = $4, blocked = $5, last_error = $6,
    synced_at = CASE WHEN $6::text IS NULL THEN $7::timestamptz ELSE synced_at END
  WHERE id = $1 AND attempt = $2`;

const SETTLE = `
  UPDATE audience_changes SET state = result.state, error = result.error, updated_at = $4,
    hash = CASE WHEN source_kind = 'erasure' THEN '' ELSE hash END
  FROM unnest($1::bigint[], $2::text[], $3::text[]) AS result (id, state, error)
  WHERE audience_changes.id = result.id AND audience_changes.state = 'pending'`;

/** Sends who is to be added and taken off, list by list, in the order in which it was asked for. */
@Injectable()
export class AudienceSyncer implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(GuardedHttpClient) private readonly http: GuardedHttpClient,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(CredentialSeal) private readonly seal: CredentialSeal,
  ) {}

  onModuleInit(): void {
    this.sweeper.register({ job: 'audiences.sync', everyMs: SWEEP_MS, findDue: () => this.findDue() });
  }

  /** Works until no list that others leave to it has changes. */
  async syncDue(): Promise<void> {
    while (await this.syncOne());
  }

  private async findDue(): Promise<Record<string, never>[]> {
    const [row] = await this.db.query<{ any: boolean }>(ANY, [this.clock.now()]);
    return row?.any ? [{}] : [];
  }

  private async syncOne(): Promise<boolean> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + LEASE_MS);
    const [audience] = await this.db.query<ClaimedAudience & Record<string, unknown>>(CLAIM, [now, until]);
    if (!audience) return false;
    await this.db.execute(SKIP, [audience.id, now]);
    const provider = providerOf(audience.provider);
    const limit = provider?.maxPeople ?? 0;
    const changes = await this.db.query<Change & Record<string, unknown>>(CHANGES, [audience.id, limit]);
    const answers = new Map<AudienceOp, AudienceAnswer>();
    const last = new Map(changes.map(({ hash, op }) => [hash, op]));
    for (const op of ['add', 'remove'] as const) {
      const hashes = [...last].filter(([, wanted]) => wanted === op).map(([hash]) => hash);
      if (hashes.length > 0) answers.set(op, await this.send(provider, audience, op, hashes));
    }
    await this.settle(audience, changes, (change) => answers.get(last.get(change.hash) ?? change.op));
    return true;
  }

  private async send(
    provider: AudienceProvider | undefined,
    { settings }: ClaimedAudience,
    op: AudienceOp,
    hashes: readonly string[],
  ): Promise<AudienceAnswer> {
    if (!provider) return { kind: 'blocked', message: 'There is no such provider any more' };
    try {
      const opened = openSettings(provider, settings, this.seal);
      return await provider.change({ op, hashes, settings: opened, http: this.http });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'credential.unreadable') throw error;
      return { kind: 'blocked', message: error.message };
    }
  }

  /** What was not taken stays, and the whole list waits: a later change must not overtake it. */
  private async settle(
    { id, attempt, failures }: ClaimedAudience,
    changes: readonly Change[],
    answerOf: (change: Change) => AudienceAnswer | undefined,
  ): Promise<void> {
    const now = this.clock.now();
    const judged = changes.map((change) => ({ change, answer: answerOf(change) }));
    const over = judged.filter(({ answer }) => answer?.kind === 'done' || answer?.kind === 'rejected');
    const problem = judged.map(({ answer }) => answer).find((one) => one?.kind === 'later' || one?.kind === 'blocked');
    const wait = problem?.kind === 'later' ? backOff(failures, problem.retryAfterMs) : 0;
    const due = new Date(now.getTime() + wait);
    const blocked = problem?.kind === 'blocked' ? problem.message : null;
    const count = problem ? failures + 1 : 0;
    await this.db.transaction(async (tx) => {
      const params = [id, attempt, count, due, blocked, problem?.message ?? null, now];
      if ((await tx.execute(RELEASE, params)) === 0) return;
      await tx.execute(SETTLE, [
        over.map(({ change }) => change.id),
        over.map(({ answer }) => (answer?.kind === 'done' ? 'done' : 'failed')),
        over.map(({ answer }) => (answer?.kind === 'rejected' ? answer.message : null)),
        now,
      ]);
    });
  }
}

function backOff(failures: number, wished: number | null): number {
  const doubled = Math.min(FIRST_BACK_OFF_MS * 2 ** Math.min(failures, 20), LONGEST_BACK_OFF_MS);
  return Math.max(doubled, Math.min(wished ?? 0, LONGEST_BACK_OFF_MS));
}
