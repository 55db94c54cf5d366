import { Inject, Injectable } from '@nestjs/common';
import { type Actor, AuditLog, readZoneRevision } from '#libs/accounts';
import { type Condition, ConditionEvaluator, type ConditionProblem, type ConditionSummary } from '#libs/conditions';
import { DocumentNames, wantChanges } from '#libs/contacts';
import { Database, isUniqueViolation, type Queryable, sqlState, type Tx } from '#libs/db';
import { Clock, DomainError, invalid, isSameJson } from '#libs/kernel';
import { Signals } from '#libs/queue';
import { lockSegment } from './lock-segment.js';
import { removeSegmentRows } from './members/remove-members.js';
import { SegmentEntity, type SegmentKind } from './segment.entity.js';
import { refuseCycles, refuseWhenSlugUsed, refuseWhenUsed, writeReferences } from './segment-references.js';
import { findFreeSlug } from './segment-slug.js';
import {
  readFolders,
  readSegment,
  readSegments,
  type SavedSegment,
  type SegmentFilter,
  type SegmentFolder,
  type UsedSegment,
} from './segment-view.js';
import { readUses } from './uses/segment-uses.js';
import { keepVersion } from './versions/keep-version.js';

export interface SegmentChanges {
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
  readonly description?: string | null | undefined;
  readonly color?: string | null | undefined;
  readonly folder?: string | null | undefined;
  /** The user to ask about it; who makes a segment, unless said otherwise. */
  readonly owner?: number | null | undefined;
  readonly condition?: Condition | undefined;
  /** Never changes; given, it must be what the segment is. */
  readonly kind?: SegmentKind | undefined;
}

/** In a dynamic segment a null condition is refused; a static one has none. */
export interface SegmentEdit extends Omit<SegmentChanges, 'condition'> {
  readonly condition?: Condition | null | undefined;
}

export interface NewSegment extends SegmentChanges {
  readonly name: string;
}

const FOREIGN_KEY_VIOLATION = '23503';

const NOTHING_READ: ConditionSummary = { reads: [], references: [], relative: false };

/** Segments as documents: made, edited, deleted. Who is in them is the matter of the refresh and the router. */
@Injectable()
export class SegmentsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ConditionEvaluator) private readonly evaluator: ConditionEvaluator,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Signals) private readonly signals: Signals,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(DocumentNames) private readonly names: DocumentNames,
  ) {}

  /** Newest first; `before` is the id to go on below. */
  async list(filter: SegmentFilter, before: number | null, limit: number): Promise<UsedSegment[]> {
    const found = await readSegments(this.db, filter, before, limit);
    const uses = await readUses(
      this.db,
      this.names,
      found.map(({ id }) => id),
    );
    return found.map((segment) => ({ ...segment, used_by: uses.get(segment.id) ?? [] }));
  }

  async folders(): Promise<SegmentFolder[]> {
    return readFolders(this.db);
  }

  /** Throws `segment.not_found`. */
  async get(id: number): Promise<UsedSegment> {
    const segment = await readSegment(this.db, id);
    return { ...segment, used_by: (await readUses(this.db, this.names, [id])).get(id) ?? [] };
  }

  /**
   * Throws `condition.invalid`, `segment.slug_taken`. A dynamic segment is `building` until its first build is done.
   * What `fill` writes is there together with the segment or not at all.
   */
  async create(
    given: NewSegment,
    by: Actor | null,
    fill?: (tx: Tx, segmentId: number) => Promise<void>,
  ): Promise<SavedSegment> {
    refuseWrongKind(given.kind ?? 'dynamic', given.condition);
    const warnings = await this.check(given.condition);
    const summary = given.condition ? await this.evaluator.summarise(given.condition) : NOTHING_READ;
    return this.db.transaction(async (tx) => {
      const made = await this.make(tx, given, summary, by);
      await fill?.(tx, made.id);
      return { ...(fill ? await readSegment(tx, made.id) : made), warnings };
    });
  }

  /** The same as part of a transaction that makes more than the segment. */
  async createWithin(tx: Tx, given: NewSegment, by: Actor | null): Promise<SavedSegment> {
    refuseWrongKind(given.kind ?? 'dynamic', given.condition);
    const warnings = await this.check(given.condition, tx);
    const summary = given.condition ? await this.evaluator.summarise(given.condition) : NOTHING_READ;
    return { ...(await this.make(tx, given, summary, by)), warnings };
  }

  /**
   * Changes what is given. `version` is that of If-Match, null when the caller did not say. Another condition means
   * another build; until it is done, members are those of the condition before.
   */
  async change(id: number, edit: SegmentEdit, version: number | null, by: Actor): Promise<SavedSegment> {
    const changes: SegmentChanges = { ...edit, condition: edit.condition ?? undefined };
    const warnings = await this.check(changes.condition);
    const summary = changes.condition ? await this.evaluator.summarise(changes.condition) : null;
    return this.db.transaction(async (tx) => {
      const segment = await lockSegment(tx, id);
      if (segment.archivedAt) throw new DomainError('segment.archived');
      if (version !== null && version !== segment.version) throw new DomainError('document.stale');
      if (changes.kind && changes.kind !== segment.kind) {
        throw invalid([{ path: 'kind', message: 'can not change' }]);
      }
      if (edit.condition !== undefined) refuseWrongKind(segment.kind, changes.condition);
      if (changes.slug !== undefined && changes.slug !== segment.slug) await refuseWhenSlugUsed(tx, segment.slug);
      const edited = changes.condition !== undefined && !isSameJson(changes.condition, segment.condition);
      if (summary) {
        await refuseCycles(tx, id, summary.references);
        await writeReferences(tx, id, summary.references);
      }
      await this.save(tx, segment, changes, edited ? summary : null);
      if (edited) await keepVersion(tx, id, by, this.clock.now());
      if (summary) await wantChanges(tx, summary.reads);
      await this.audit.write(tx, by, 'segment.changed', { kind: 'segment', id }, { fields: Object.keys(changes) });
      if (edited) this.signalAfter(tx, id);
      return { ...(await readSegment(tx, id)), warnings };
    });
  }

  /** Throws `segment.not_found`, `segment.in_use`. */
  async remove(id: number, version: number | null, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const segment = await lockSegment(tx, id);
      if (version !== null && version !== segment.version) throw new DomainError('document.stale');
      await refuseWhenUsed(tx, this.names, id, segment.slug);
      await writeReferences(tx, id, []);
      await tx.manager.delete(SegmentEntity, { id });
      await this.audit.write(tx, by, 'segment.deleted', { kind: 'segment', id }, { name: segment.name });
    });
    await removeSegmentRows(this.db, id);
  }

  private async check(condition: Condition | undefined, on?: Queryable): Promise<ConditionProblem[]> {
    return condition ? this.evaluator.validate(condition, 'audience', 'condition', on) : [];
  }

  private async make(tx: Tx, given: NewSegment, summary: ConditionSummary, by: Actor | null) {
    const kind = given.kind ?? 'dynamic';
    const slug = given.slug ?? (await findFreeSlug(tx, given.name));
    const owner = given.owner === undefined && by?.kind === 'user' ? by.id : given.owner;
    const segment = await this.insert(tx, { ...given, kind, slug, owner }, summary);
    if (given.condition) await keepVersion(tx, segment.id, by, segment.createdAt);
    await wantChanges(tx, summary.reads);
    await writeReferences(tx, segment.id, summary.references);
    await this.audit.write(tx, by, 'segment.created', { kind: 'segment', id: segment.id }, { name: given.name });
    if (kind === 'dynamic') this.signalAfter(tx, segment.id);
    return readSegment(tx, segment.id);
  }

  private signalAfter(tx: Tx, id: number): void {
    tx.afterCommit(() => {
      this.signals.signal('segments.refresh', { segment_id: id });
    });
  }

  private async insert(
    tx: Tx,
    given: NewSegment & { kind: SegmentKind; slug: string },
    { reads, relative }: ConditionSummary,
  ): Promise<SegmentEntity> {
    const now = this.clock.now();
    const segment = tx.manager.create(SegmentEntity, {
      name: given.name,
      slug: given.slug,
      kind: given.kind,
      description: given.description ?? null,
      color: given.color ?? null,
      folder: given.folder ?? null,
      ownerId: given.owner ?? null,
      condition: given.condition ?? null,
      reads: [...reads],
      relative,
      status: given.kind === 'static' ? 'ready' : 'building',
      revision: 1,
      builtRevision: null,
      refreshing: false,
      judgedUntil: null,
      firstBuiltAt: given.kind === 'static' ? now : null,
      buildStartedAt: null,
      buildMs: null,
      zoneRevision: await readZoneRevision(tx),
      version: 1,
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
    });
    return explainConflict(() => tx.manager.save(segment));
  }

  private async save(
    tx: Tx,
    { id, version, revision }: SegmentEntity,
    changes: SegmentChanges,
    edited: ConditionSummary | null,
  ): Promise<void> {
    const { condition, name, slug, description, color, folder, owner } = changes;
    const set = {
      name,
      slug,
      description,
      color,
      folder,
      ownerId: owner,
      version: version + 1,
      updatedAt: this.clock.now(),
      ...(edited && condition
        ? {
            reads: [...edited.reads],
            relative: edited.relative,
            revision: revision + 1,
            status: 'building' as const,
            ...NO_FAILED_BUILD,
          }
        : {}),
    };
    await explainConflict(() => tx.manager.update(SegmentEntity, { id }, set));
    if (edited) await tx.execute('UPDATE segments SET condition = $2 WHERE id = $1', [id, JSON.stringify(condition)]);
  }
}

/** What another condition did says nothing about this one. */
const NO_FAILED_BUILD = { buildError: null, buildFailures: 0, buildRetryAt: null };

function refuseWrongKind(kind: SegmentKind, condition: Condition | undefined): void {
  if (kind === 'dynamic' && !condition) throw invalid([{ path: 'condition', message: 'is missing' }]);
  if (kind === 'static' && condition) {
    throw invalid([{ path: 'condition', message: 'has no place in a static segment: it is filled by hand' }]);
  }
}

async function explainConflict<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'segments_slug_key')) {
      throw new DomainError('segment.slug_taken', undefined, { cause: error });
    }
    if (sqlState(error) !== FOREIGN_KEY_VIOLATION) throw error;
    throw invalid([{ path: 'owner', message: 'is no user' }]);
  }
}
