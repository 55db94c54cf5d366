import { Inject, Injectable } from '@nestjs/common';
import { ConditionEvaluator } from '#libs/conditions';
import { Database } from '#libs/db';
import { Clock, currentRequestId, DomainError } from '#libs/kernel';
import { AutomationEntity } from '../documents/automation.entity.js';
import { CompiledVersions } from '../registry/compiled-versions.js';
import { Enroller } from './enroller.service.js';
import { findObstacles, type EntryObstacle } from './entry-obstacles.js';

/** What became of each contact that was to be put in. */
export interface ManualEntryResult {
  readonly enrolled: number;
  readonly results: readonly {
    readonly contact_id: number;
    /** skipped = the entry rules or the filter keep the contact out, or there is no such contact. */
    readonly status: 'enrolled' | 'skipped';
    readonly id?: number;
    /** Why it was skipped. */
    readonly reason?: EntryObstacle;
  }[];
}

/** Puts contacts into a live automation by hand; its filter and entry rules hold as for everybody. */
@Injectable()
export class ManualEntry {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(CompiledVersions) private readonly versions: CompiledVersions,
    @Inject(Enroller) private readonly enroller: Enroller,
    @Inject(ConditionEvaluator) private readonly conditions: ConditionEvaluator,
  ) {}

  /** `event` is what templates and conditions see as `event.*`. Throws `automation.not_live`. */
  async enrol(
    automationId: number,
    contactIds: readonly number[],
    event: Readonly<Record<string, unknown>>,
  ): Promise<ManualEntryResult> {
    const { enrolled, obstacles } = await this.db.transaction(async (tx) => {
      const automation = await tx.manager.findOne(AutomationEntity, { where: { id: automationId } });
      if (!automation) throw new DomainError('automation.not_found');
      const { status, publishedVersion } = automation;
      if (status !== 'live' || publishedVersion === null) throw new DomainError('automation.not_live');
      const version = await this.versions.load(tx, automationId, publishedVersion);
      const now = this.clock.now();
      const candidates = contactIds.map((contactId) => ({
        contactId,
        event,
        enteredAt: now,
        requestId: currentRequestId() ?? null,
      }));
      const entered = await this.enroller.enrol(tx, version.automation, candidates);
      const inside = new Set(entered.map(({ contactId }) => contactId));
      const outside = candidates.filter(({ contactId }) => !inside.has(contactId));
      const asked = { automation: version.automation, conditions: this.conditions };
      return { enrolled: entered, obstacles: await findObstacles(tx, asked, outside, now) };
    });
    const byContact = new Map(enrolled.map(({ contactId, id }) => [contactId, id]));
    return {
      enrolled: enrolled.length,
      results: contactIds.map((contactId) => {
        const id = byContact.get(contactId);
        return id === undefined
          ? { contact_id: contactId, status: 'skipped', reason: obstacles.get(contactId) ?? 'unknown_contact' }
          : { contact_id: contactId, status: 'enrolled', id };
      }),
    };
  }
}
